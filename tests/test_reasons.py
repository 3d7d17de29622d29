"""Reasons quote words as they are written."""

from __future__ import annotations

import pytest

from dedupe.comparing import compare
from dedupe.verdicts import read
from dedupe.verdicts.reasons import Quotations

UNSPACED = {
    "Thai": ("ร้านกาแฟเปิดเก้าโมงเช้า และ", "ปิดห้าโมง มีน้ำดื่ม"),
    "Lao": ("ຮ້ານກາເຟເປີດເກົ້າໂມງ. ", "ມີນ້ຳດື່ມ"),
    "Khmer": ("ហាងកាហ្វេបើកម៉ោងប្រាំបួន។ ", "បិទម៉ោងប្រាំ"),
    "Burmese": ("ကော်ဖီဆိုင်သည် ကိုးနာရီတွင်ဖွင့်သည်။ ", "ငါးနာရီတွင်ပိတ်သည်"),
    "Chinese": ("图书馆每天上午九点开门。", "借书证免费办理"),
    "Japanese": ("図書館は毎日九時に開きます。", "カードは無料です"),
}


@pytest.mark.hostile(
    "text in a script without spaces: Thai, Lao, Khmer, Burmese, Chinese, Japanese", "reasons quote it as it is written"
)
@pytest.mark.parametrize("script", UNSPACED)
def test_letters_of_a_script_without_spaces_are_not_parted(script: str) -> None:
    kept, more = UNSPACED[script]
    [reason] = compare(kept + more, kept).b_given_a.reasons
    assert reason.partition(": ")[2] == more


def test_the_words_that_differ_are_joined_on_both_sides() -> None:
    kept, candidate = "ประชุมทุกวันจันทร์ของเดือนนี้", "ประชุมทุกวันพุธของเดือนนี้"
    assert compare(kept, candidate).b_given_a.reasons == ("จันทร์ / พุธ differ",)


@pytest.mark.parametrize(
    ("text", "places", "quoted"),
    [
        ("At noon, it closes.", [1, 2], "noon, it"),
        ("At noon it closes.", [0, 2], "At it"),
        ("Open 9-17\n  every day", [1, 2, 3], "9-17 every"),
        ("A *bold* **word** here", [1, 2, 3], "bold word here"),
        ("one ===== two", [0, 1], "one two"),
        ("one two three four five six seven eight nine ten", range(10), "one two three four five … nine ten"),
        ("借书证" * 9, range(27), "借书证借书证借书证借书证借书证借书证借书证…书证"),
        ("one", [], ""),
    ],
)
def test_words_are_quoted_with_what_stands_between_them(text: str, places: list[int], quoted: str) -> None:
    assert Quotations(read(text)).quote(places) == quoted
