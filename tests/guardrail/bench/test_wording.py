from guardrail.bench.interval import Figure
from guardrail.bench.wording import interval, number, percent, percent_interval, rate, words


def test_figures_are_written_as_people_read_them():
    assert (number(0.7306), number(1), number(None)) == ("0.731", "1.000", "–")
    assert (percent(0.074), percent(None)) == ("7.4%", "–")
    assert (rate(0.05), rate(0.125), rate(1)) == ("5%", "12.5%", "100%")
    assert words("emotional_attenuation") == "emotional attenuation"


def test_bounds_are_written_where_there_are_any():
    figure = Figure(0.1, 0.041, 1.0)
    assert (interval(figure), percent_interval(figure)) == (".04–1.00", "4.1–100.0%")
    assert interval(Figure(0.1)) == percent_interval(Figure(0.1)) == ""
