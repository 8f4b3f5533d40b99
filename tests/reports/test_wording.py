"""What changed inside a text: the runs lead from one to the other and lose nothing."""

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.wording import MOST_PIECES, Change, Run, word_changes

words = st.lists(st.sampled_from(["một", "hai", "ba", " ", "\n", "\t", "bốn năm"]), max_size=30).map("".join)
texts = words | st.text(max_size=60)


def read(runs: tuple[Run, ...], without: Change) -> str:
    return "".join(run.text for run in runs if run.change != without)


@given(texts, texts)
def test_the_runs_read_both_texts(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert read(runs, Change.INSERTED) == before
    assert read(runs, Change.DELETED) == after
    assert all(run.text for run in runs)


@given(texts)
def test_nothing_changed_is_one_run(text: str) -> None:
    assert {run.change for run in word_changes(text, text)} <= {Change.SAME}


def test_a_changed_word_stands_alone() -> None:
    assert word_changes("Đã mở 12 lớp tại xã.", "Đã mở 15 lớp tại xã.") == (
        Run(Change.SAME, "Đã mở"),
        Run(Change.DELETED, " 12"),
        Run(Change.INSERTED, " 15"),
        Run(Change.SAME, " lớp tại xã."),
    )


def test_a_text_written_anew_is_shown_whole() -> None:
    before, after = "Trời mưa và gió to", "Đã họp và đã kết luận xong"
    assert word_changes(before, after) == (Run(Change.DELETED, before), Run(Change.INSERTED, after))


def test_a_long_text_is_compared_by_lines_and_one_of_too_many_as_a_whole() -> None:
    line = "một hai ba " * 40 + "\n"
    long = line * (MOST_PIECES // 100)
    assert word_changes(long, long + "thêm") == (Run(Change.SAME, long), Run(Change.INSERTED, "thêm"))
    many = "một\n" * (MOST_PIECES + 1)
    assert word_changes(many, many + "x") == (Run(Change.DELETED, many), Run(Change.INSERTED, many + "x"))
