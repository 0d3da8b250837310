"""Pinyin put between the bytes of a page in traditional script; which stretches come back, and what else differs.

    python -m tests.benchmarks.straddled [--data FOLDER] [--every 10] [--differences]

The beginning of each document (REACH code points), as OpenCC writes it in traditional script, is put into GBK; behind the bytes of every
character that is none of simplified script goes its reading in brackets, wherever these two bytes stand, also across two characters;
a first byte and what cannot be its second are read as ?. Counted are the places at which a bracket was lost so, those of them that are left,
and how often what comes out differs from the document, line ends and spaces aside. Run are mojibake and ruby.
"""

import re
import unicodedata
from difflib import SequenceMatcher

import cleaner
from cleaner import judge
from cleaner.charsets.straddled import SPLIT
from cleaner.pinyin.readings import table
from cleaner.scripts.forms import converter
from tests.benchmarks import material

REACH = 3000
TONES = dict(zip("1234", "\u0304\u0301\u030c\u0300", strict=True))
WHITE = re.compile(r"\s")


def spelt(syllable: str) -> str:
    """A syllable of the table with its tone above it: zhuang4 is zhuàng."""
    plain, tone = syllable[:-1].replace("v", "ü"), TONES[syllable[-1]]
    vowels = [i for i, char in enumerate(plain) if char in "aeiouü"] or [0]
    at = next((i for i in vowels if plain[i] in "ae" or plain[i : i + 2] == "ou"), vowels[-1])
    return unicodedata.normalize("NFC", plain[: at + 1] + tone + plain[at + 1 :])


def inserted() -> dict[bytes, bytes]:
    """What goes for the bytes of each traditional character."""
    usual: dict[str, str] = {}
    for syllable, characters in table().items():
        for char, use in characters.items():
            if syllable[-1].isdigit() and judge.simplified(char) != char and (char not in usual or use == "usual"):
                usual[char] = spelt(syllable)
    pairs = {char: char.encode("gbk", "ignore") for char in usual}
    return {data: data + f"({usual[char]})".encode("gbk") for char, data in pairs.items() if len(data) == 2}


def read(data: bytes) -> str:
    """Bytes of GBK, two that are no character as ?."""
    out, at = [], 0
    while at < len(data):
        size = 1 if data[at] < 0x80 else 2
        char = data[at : at + size].decode("gbk", "ignore")
        out.append(char if size == 1 or char > "\x7f" else "?")
        at += size
    return "".join(out)


def main() -> None:
    """Prints what comes back."""
    parser = material.parser(__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=10, help="one document of so many (default: %(default)s)")
    parser.add_argument("--differences", action="store_true", help="print what differs")
    options = parser.parse_args()
    new = inserted()
    old = re.compile(b"|".join(map(re.escape, new)))
    places = left = differences = 0
    for document in list(material.documents(options.data))[:: options.every]:
        text = converter("s2t")(document.text[:REACH]).encode("gbk", "ignore").decode("gbk")
        damaged = read(old.sub(lambda m: new[m[0]], text.encode("gbk")))
        result = cleaner.clean(damaged, only=["mojibake", "ruby"])
        places += len(SPLIT.findall(damaged))
        left += len(SPLIT.findall(result))
        a, b = WHITE.sub("", text), WHITE.sub("", result)
        found = [op for op in SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if op[0] != "equal"]
        differences += len(found)
        for _, start, end, low, high in found if options.differences else ():
            print(f"{a[start - 4 : start]}[{a[start:end]}|{b[low:high]}]{a[end : end + 4]}")
    print(material.heading(options.data))
    print(f"{places} places where a bracket was lost, {left} left; {differences} differences")


if __name__ == "__main__":
    main()
