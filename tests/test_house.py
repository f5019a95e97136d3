"""What holds for the project as a whole."""

import ast
import importlib
import json
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

import guardrail
from guardrail.errors import MissingExtra

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS = {"guardrail": ROOT / "guardrail", "guardrail_adapters": ROOT / "adapters/guardrail_adapters"}
POLICIES = {"guardrail_policies": ROOT / "policies"}
MODULES = {
    ".".join((name, *path.relative_to(folder).with_suffix("").parts)): path
    for name, folder in FOLDERS.items()
    for path in sorted(folder.rglob("*.py"))
}
CORE = {name: path for name, path in MODULES.items() if name.startswith("guardrail.")}
OUTSIDE = {
    "agents",
    "aiohttp",
    "anthropic",
    "fastapi",
    "httpx",
    "httpx2",
    "httpx_aiohttp",
    "langchain",
    "langchain_core",
    "langgraph",
    "litellm",
    "openai",
    "pydantic_ai",
}
OUTSIDE |= {"starlette", "tenacity"}
HOMES = {
    "spacy": "guardrail.reading.language",
    "py3langid": "guardrail.reading.language",
    "onnxruntime": "guardrail.reading.models",
    "yaml": "guardrail.policy.document",
    "sqlite3": "guardrail.audit",
    "sklearn": "guardrail.bench",
    "jinja2": "guardrail.bench",
    "uvicorn": "guardrail.cli",
    "typer": "guardrail.cli",
}


def imported(path):
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def tops(path):
    return {name.split(".")[0] for name in imported(path)}


def twin(name):
    return ROOT / "tests" / Path(*name.split(".")[:-1]) / f"test_{name.split('.')[-1].removeprefix('_')}.py"


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__init__")])
def test_every_source_file_has_a_test_file(name):
    assert twin(name).is_file()


def test_every_test_file_has_a_source_file():
    twins = {twin(name) for name in MODULES if not name.endswith("__init__")}
    twins |= {twin(name).with_name("test_init.py") for name in MODULES if name.endswith("__init__")}
    found = {path for name in FOLDERS for path in (ROOT / "tests" / name).rglob("test_*.py")}
    assert found - twins == set()


def test_every_package_is_listed():
    found = {
        ".".join((name, *path.parent.relative_to(folder).parts))
        for name, folder in {**FOLDERS, **POLICIES}.items()
        for path in folder.rglob("__init__.py")
    }
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == found


def test_every_data_file_ships():
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["*"]
    folders = {**FOLDERS, **POLICIES}.values()
    data = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    assert data
    assert [path for path in data if not any(fnmatch(path.name, Path(pattern).name) for pattern in patterns)] == []


@pytest.mark.parametrize("name", MODULES)
def test_all_is_true(name):
    try:
        module = importlib.import_module(name.removesuffix(".__init__"))
    except MissingExtra as absent:
        pytest.skip(str(absent))
    listed = getattr(module, "__all__", [])
    assert list(listed) == sorted(set(listed))
    assert [word for word in listed if not hasattr(module, word)] == []


def test_the_facade_exports_what_it_imports_and_nothing_else():
    tree = ast.parse((ROOT / "guardrail/__init__.py").read_text("utf-8"))
    names = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(guardrail.__all__) == names


def test_importing_guardrail_loads_nothing_heavy():
    code = "import json, sys; import guardrail; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    heavy = {
        "anthropic",
        "asyncio",
        "httpx",
        "httpx2",
        "markdown_it",
        "numpy",
        "onnxruntime",
        "openai",
        "py3langid",
        "rich",
        "sklearn",
    }
    assert loaded & (heavy | {"spacy", "starlette", "typer"}) == set()


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_no_network_and_no_framework(name):
    assert tops(CORE[name]) & OUTSIDE == set()


@pytest.mark.parametrize("name", MODULES)
def test_what_has_one_home_is_imported_only_there(name):
    strays = [top for top in tops(MODULES[name]) & set(HOMES) if not f"{name}.".startswith(f"{HOMES[top]}.")]
    assert strays == [] or (strays == ["uvicorn"] and name.startswith("guardrail_adapters."))


@pytest.mark.parametrize("name", [name for name in CORE if name != "guardrail.__init__"])
def test_the_core_does_not_import_its_facade(name):
    assert "guardrail" not in set(imported(CORE[name]))


@pytest.mark.parametrize("name", [name for name in CORE if not name.startswith("guardrail.cli.")])
def test_only_the_command_line_knows_the_adapters(name):
    assert "guardrail_adapters" not in tops(CORE[name])


def test_every_ignored_lint_has_its_reason():
    sources = [*MODULES.values(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "examples").rglob("*.py")]
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for mark in ("# noqa", "# type: ignore")
        if mark in line.replace(f'"{mark}"', "") and "  # " not in line.split(mark, 1)[1]
    ]
    assert bare == []
