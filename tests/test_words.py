"""What two paragraphs are compared by, in the languages of the world."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedupe import character_classes
from dedupe.words import APOSTROPHES, ascii_pattern, fold, ignorable_pattern, split_words, word_pattern

ROOT = Path(__file__).parent.parent
DATABASES = [Path("/usr/share/unicode"), Path("/usr/share/unicode/ucd"), Path("/usr/share/unicode-data")]

# Random Unicode seldom holds what goes wrong: marks after letters, and what folding takes apart.
TROUBLE = (
    "aAiIıİsSßﬁŉǰΣσςᾳΐ\u0345\u0307\u0301\u0323\u0327\u0316\u0308\u1fbf\u1fcd´'’ʼ_-.,٫٬ 1９½٣²①\n\t"
    "ا\u0640\u064b\u0654\ufe71\ufe77\ufcf2קי״\u05b8क\u093c़ि्षกำ้ໜຳကျ្មខ一々ｶﾞカ\u3099ー゛ゝ가ᄀ\u1161\u11a8ㄱ"
    "🙂👍🏽\U0001f1e9\U0001f1ea#\ufe0f\u20e3\u00ad\u200b\u200d\u2060\u034f𝐀𝟏𑄀𑄱\U00010400\U0001e900"
)
ANY_TEXT = st.text(st.characters() | st.sampled_from(TROUBLE), max_size=30) | st.text(TROUBLE, max_size=12)
# The planes in use; the ideographs past the first of them are all alike.
CHARACTERS = [chr(code) for code in (*range(0x20000), *range(0xE0000, 0xE1000))]
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202c\u2066\u2069\u180e\u034f"

LANGUAGES = {
    "english": ("It's Mr. O’Neil's \"dog-house\", isn't it?", "it's mr o'neil's dog house isn't it"),
    "english quotes": ("‘Yes’, she said, 'of course'; the dogs' owner", "yes she said of course the dogs owner"),
    "german": ("Straße STRASSE Maẞe Über-Ich geht´s", "strasse strasse masse über ich geht's"),
    "french": ("L’été, c'est aujourd’hui : « déjà » !", "l'été c'est aujourd'hui déjà"),
    "french in capitals": ("XÉRÈS, AUX DEUX PRIX", "xérès aux deux prix"),
    "spanish": ("¿Qué pasó, señor Núñez? ¡Nada!", "qué pasó señor núñez nada"),
    "russian": ("«Съешь ЕЩЁ этих» — сказал он", "съешь ещё этих сказал он"),
    "ukrainian": ("п'ять об’єктів", "п'ять об'єктів"),
    "greek": ("Ὀδυσσεύς ΟΔΟΣ οδός οδοσ· ἀλλ᾽ ἐγώ", "ὀδυσσεύσ οδοσ οδόσ οδοσ ἀλλ ἐγώ"),
    "turkish": ("İstanbul ISPARTA ısparta iIıİ", "istanbul isparta isparta iiii"),
    "armenian": ("Ողջույն՛ միասին", "ողջույն միասին"),
    "arabic": ("قال: «مرحبــــا»، ١٬٢٣٤٫٥ درهم؟", "قال مرحبا ١٬٢٣٤٫٥ درهم"),
    "arabic marks on a line of their own": ("ب\ufe77ت", "ب\u064eت"),
    "persian": ("می\u200cخواهم کتاب\u200cها", "میخواهم کتابها"),
    "hebrew": ("צה״ל וג׳ורג' בע\"מ", "צה ל וג'ורג בע מ"),
    "hebrew points": ("שָׁלוֹם", "שָׁלוֹם"),
    "hindi": ("नमस्ते, क्षत्रिय। हिन्दी ज़रूर ३.५", "नमस्ते क्षत्रिय हिन्दी ज़रूर ३.५"),
    "bengali": ("আমার সোনার বাংলা॥", "আমার সোনার বাংলা"),
    "tamil": ("வணக்கம் உலகம்", "வணக்கம் உலகம்"),
    "thai": ("ที่นี่ ๑๒", "ที่ นี่ ๑๒"),
    "thai am": ("น้ำ", "น้\u0e4d า"),
    "lao": ("ສະບາຍດີ", "ສ ະ ບ າ ຍ ດີ"),
    "khmer": ("ស្រី", "ស្ រី"),
    "myanmar": ("မြန်မာ", "မြ န် မ ာ"),
    "chinese": ("我们在2024年，去了北京。", "我 们 在 2024 年 去 了 北 京"),
    "chinese beyond the first plane": ("𠀀𠮟", "𠀀 𠮟"),
    "japanese": ("データベースは、時々コーヒー・ゝ", "デ ー タ ベ ー ス は 時 々 コ ー ヒ ー ゝ"),
    "japanese half-width": ("ｶﾞｰﾄﾞ ｱ", "ガ ー ド ア"),
    "japanese marks on their own": ("カ\u3099か\u309a゛", "ガ か\u309a"),
    "korean": ("안녕하세요 세계", "안녕하세요 세계"),
    "korean jamo": ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
    "vietnamese": ("Tiếng Việt ĐƯỢC", "tiếng việt được"),
    "mixed": ("iPhone用ケース GPT-4を使う ไทยABC", "iphone 用 ケ ー ス gpt 4 を 使 う ไ ท ย abc"),
    "full width": ("Ｓｏｆｔ　１２，３４５．６", "soft 12,345.6"),
    "ligatures": ("ﬁnd oﬀer ĳ ǆ ﷲ", "find offer ij dž الله"),
    "styled": ("𝐁𝐨𝐥𝐝 𝒸𝓊𝓇𝓈𝒾𝓋ℯ ⓒircle ㌔", "bold cursive circle キ ロ"),
}


@pytest.mark.parametrize(("text", "words"), LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_has_its_words(text: str, words: str) -> None:
    assert split_words(text) == words.split(" ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,000 3.14 1.000,50 1'000", ["1,000", "3.14", "1.000,50", "1'000"]),
        ("In 2024, 5. and 7.5.", ["in", "2024", "5", "and", "7.5"]),
        ("1,,2 1..2 1.,2 1. 2 .5", ["1", "2", "1", "2", "1", "2", "1", "2", "5"]),
        ("192.168.0.1:80 2024-01-02 12:30", ["192.168.0.1", "80", "2024", "01", "02", "12", "30"]),
        ("v1.2 a.1 1.a e.g. U.S.A.", ["v1.2", "a", "1", "1", "a", "e", "g", "u", "s", "a"]),
        ("10² 2½ ① 5€ -3 50%", ["102", "21", "2", "1", "5", "3", "50"]),
        ("١٢٫٥ 1٫5 ۱۲٬۰۰۰", ["١٢٫٥", "1٫5", "۱۲٬۰۰۰"]),
        ("𝟏𝟐.𝟓 \U0001e951.\U0001e952", ["12.5", "\U0001e951.\U0001e952"]),
    ],
)
def test_numbers_keep_separators_between_digits_and_nowhere_else(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("snake_case __init__ a__b", ["snake_case", "init", "a__b"]),
        ("_so_ __very__ much", ["so", "very", "much"]),
        ("Name: ________ _ '_'", ["name"]),
        ("été_ _été_2＿", ["été", "été_2"]),
        ("it_'s a'_b", ["it_'s", "a'_b"]),
    ],
)
def test_underscores_join_but_do_not_stand_at_the_edges(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    "text", ["🙂", "👍🏽", "👩‍👩‍👧", "🇩🇪", "❤️", "⁉️", "→ ★ ✓", "€ $ £ + = %", "", " \n\t\u3000", "-–—…"]
)
def test_emoji_signs_and_white_space_are_no_words(text: str) -> None:
    assert split_words(text) == []


def test_a_keycap_is_what_stands_on_it() -> None:
    assert split_words("1️⃣ One #️⃣ *️⃣ 🔟") == ["1", "one"]


def test_emoji_between_letters_part_words() -> None:
    assert split_words("good🙂day") == ["good", "day"]


@pytest.mark.parametrize("apostrophe", ["'", "´", "＇", *APOSTROPHES])
def test_all_apostrophes_are_one(apostrophe: str) -> None:
    assert split_words(f"it{apostrophe}s {apostrophe}it{apostrophe}") == ["it's", "it"]


@pytest.mark.parametrize("text", ["\u0301", "a \u0301 b", "( \u0308)", "¨ ˜ ¯", "゛"])
def test_a_mark_without_a_letter_is_no_word(text: str) -> None:
    assert split_words(text) == [word for word in text if word in "ab"]


@pytest.mark.parametrize("letter", ["i", "I", "İ", "ı", "i\u0307", "I\u0307", "ı\u0307", "i\u0307\u0307", "\U0001d6a4"])
def test_the_dots_of_the_letter_i_do_not_count(letter: str) -> None:
    assert split_words(f"d{letter}ş") == ["diş"]
    assert split_words(f"d{letter}\u0301") == ["dí"]


def test_every_character_once_folded_stays_as_it_is() -> None:
    assert [character for character in CHARACTERS if fold(folded := fold(character)) != folded] == []


def test_no_part_of_a_word_is_white_space_or_ignored() -> None:
    parts = [character for character in CHARACTERS if split_words(f"a{character}b") == [f"a{character}b"]]
    assert len(parts) > 50_000
    assert [part for part in parts if part.isspace() or ignorable_pattern().match(part)] == []


def test_every_letter_and_digit_that_folding_leaves_is_in_a_word() -> None:
    # The tables are of one Unicode version, the interpreter's may be later: what is a letter now and was one in 3.2.
    versions = (unicodedata.category, unicodedata.ucd_3_2_0.category)

    def is_letter(character: str) -> bool:
        return all(category(character)[0] == "L" for category in versions)

    letters = [character for character in CHARACTERS if any(map(is_letter, fold(character)))]
    digits = [character for character in CHARACTERS if all(category(character) == "Nd" for category in versions)]
    assert len(letters) > 45_000
    assert [character for character in letters + digits if not split_words(character)] == []


@given(ANY_TEXT)
@example("i\u0307\u0307\u0301")
@example("\u03b1\u0345\u0316")
@example("\u0130\u0323")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert split_words(fold(text)) == split_words(text)


@given(ANY_TEXT)
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    words = split_words(text)
    assert split_words(unicodedata.normalize("NFC", text)) == words
    assert split_words(unicodedata.normalize("NFD", text)) == words


@given(st.text(st.characters(max_codepoint=127)) | st.text("aB1_'., -", max_size=12))
def test_the_short_way_for_ascii_finds_what_the_general_one_finds(text: str) -> None:
    folded = fold(text)
    assert ascii_pattern().findall(folded) == word_pattern().findall(folded) == split_words(text)


@given(ANY_TEXT)
def test_words_hold_no_white_space_and_stand_in_the_folded_text_in_order(text: str) -> None:
    folded, position = fold(text), 0
    for word in split_words(text):
        assert word
        assert not re.search(r"\s", word)
        position = folded.index(word, position) + len(word)


@given(ANY_TEXT, st.lists(st.tuples(st.integers(0, 30), st.sampled_from(INVISIBLE)), max_size=6))
def test_what_no_reader_sees_changes_nothing(text: str, invisible: list[tuple[int, str]]) -> None:
    marked = text
    for place, mark in invisible:
        marked = marked[:place] + mark + marked[place:]
    assert split_words(marked) == split_words(text)


@given(st.lists(st.sampled_from(["one", "Zwei", "три", "四", "1,5", "it’s", "สาม"]), max_size=8))
def test_words_between_spaces_are_split_one_by_one(pieces: list[str]) -> None:
    assert split_words(" ".join(pieces)) == [word for piece in pieces for word in split_words(piece)]


def test_case_folding_does_not_see_case_in_any_alphabet() -> None:
    for text in ("straße", "ὀδυσσεύς", "вася", "ողջույն", "ქართული", "ⲁⲃ", "𐐨𐐩", "ığdır", "ᏸ"):
        assert split_words(text.upper()) == split_words(text)


def database() -> Path:
    """The Unicode Character Database of the version that the classes were made from."""
    source = Path(character_classes.__file__).read_text(encoding="utf-8")
    version = re.search(r"Unicode Character Database (\S+),", source)
    assert version
    for folder in DATABASES:
        file = folder / "DerivedCoreProperties.txt"
        if file.is_file() and f"-{version[1]}.txt" in file.read_text(encoding="utf-8").partition("\n")[0]:
            return folder
    pytest.skip(f"there is no Unicode Character Database {version[1]} on this machine")


def test_the_character_classes_are_what_the_tool_makes() -> None:
    command = [sys.executable, str(ROOT / "tools/make_character_classes.py"), str(database())]
    made = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8")
    assert made.stderr == ""
    assert made.stdout == Path(character_classes.__file__).read_text(encoding="utf-8")
