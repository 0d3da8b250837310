"""Whether a sentence with a word that may ask something asks it: 他不知道该怎么办 states, 该怎么办 asks. Used by passes/noise.py.

A small regression over the judge's odds and what the words say: which particle ends the sentence, whether the word is in its last clause, at
the head of a clause, or after a verb that takes a question as its object. Fitted on the sentences of the clean documents of even index
that may ask (374 do, 744 do not); of those of odd index (328 and 681) 543 statements are known, with 16 questions among them.
"""

from __future__ import annotations

import re

WORDS = re.compile(
    r"为什么|為什麼|什么|什麼|怎|谁|誰|哪|何|几|多少|多大|多久|多长|能否|可否|岂|豈|难道|難道|是不是|有没有|能不能|要不要|会不会|好不好|对不对"
    r"|行不行|为啥|孰|焉|否$|是否|还是|(\w)[不没沒]\1"
)
HEAD = re.compile(r"[那但而又可请那么 ]{0,3}(?:为什么|怎|谁|哪|何|什么|如何|难道|是不是|能否|为何|多少)")
TAKES = re.compile(  # what takes a question as its object, or makes one word of it
    "不知|知道|了解|无论|不论|不管|任何|决定|取决于|看看|看到|展示|显示|说明|介绍|描述|讨论|询问|告诉|理解|明白|学习|学会|学到|确定|检查"
    "|发现|指定|教|研究|解释|演示|关于|考虑|想要|判断|[这那的就]是|没有?|[也都]|以及|[和与对在了]"
)
WHATEVER = re.compile("不知|无论|不论|不管|任何|没有?什么|[什怎多]么?[^，]{0,4}[都也]|多么")
WHY = re.compile("为什么|难道|岂|吗|能否|怎么(?!样)|哪能|何以|怎能|怎会")
NAMES = re.compile(  # 几内亚, 何立峰
    "几|(?<![从從有为為如若奈任因由是])何(?![时人必以为故处不至而用况在等种罪足须需妨尝曾所谓如功能敢辜干意事物日年地方止异去从来之])"
)
OTHERS = re.compile("什么|怎|哪|谁|为何|如何")
PARTICLES = tuple("吗嗎呢么麼嘛乎哉")
ENDS = ("什么", "怎么样", "如何", "为何")
MOST, LONG = 10.0, 60  # nats and characters that count

# In the order of `features`.
WEIGHTS = (0.41, 0.51, -1.48, 0.72, 1.67, -2.71, -1.31, 2.27, 0.89, 0.90, -1.11, 2.90)
KNOWN = 2.0  # from here on 97 of 100 are statements, where every sentence ends in a question mark; just there 19 of 20


def features(said: str, odds: float) -> tuple[float, ...]:
    """The figures of one sentence: `odds` are the judge's, in nats, that it ends in a full stop."""
    own = re.split("[：:]", said)[-1]
    clauses = re.split("[，,；;]", own)
    word = WORDS.search(clauses[-1])
    return (
        1.0,
        min(odds, MOST),
        float(said.endswith(PARTICLES)),
        float(said.endswith("吧")),
        float(said.endswith(ENDS)),
        float(word is not None),
        float(any(HEAD.match(clause.strip()) for clause in clauses)),
        float(word is not None and TAKES.search(clauses[-1][: word.start()]) is not None),
        float(WHATEVER.search(own) is not None),
        min(len(own), LONG) / 20,
        float(WHY.search(own) is not None),
        float(NAMES.search(own) is not None and OTHERS.search(own) is None),
    )


def statement(said: str, odds: float) -> float:
    """The log-odds, in nats, that a sentence with a word that may ask states something.

    >>> statement("他不知道该怎么办", 3.0) > 1 > 0 > statement("该怎么办", 3.0)
    True
    """
    return sum(weight * figure for weight, figure in zip(WEIGHTS, features(said, odds), strict=True))
