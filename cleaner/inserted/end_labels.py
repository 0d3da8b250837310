"""Labels of articles that copiers of technical blogs hang on paragraphs: 我们来写一个缓存。javascript. Used by passes/noise.py.

The copier has a list of labels, names of languages and tools first of all, and puts one right behind the mark that ends a paragraph. No
writer does that; several in one text, and not the same, show the copier. Other labels that are Han then go as well (程序员).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.chars import pattern
from cleaner.core import Edit

SURE = 0.95
FEW, KINDS = 3, 3  # labels that prove each other, and different ones among them

NAMES = (
    r"ajax|android|angular|apache|api|bash|bootstrap|c\+\+|c\#|centos|css3?|django|docker|dom|eclipse|elasticsearch|es6|excel|git|github|golang|go|gradle"
    r"|hadoop|hibernate|html5?|http|ide|ios|java|javascript|jquery|json|jvm|kafka|kubernetes|laravel|linux|lua|mac|macos|markdown|maven|mongodb|mvc|mybatis"
    r"|mysql|\.net|netty|nginx|node|nosql|npm|objective-c|oracle|perl|php|postgresql|python|react|redis|regex|ruby|rust|scala|segmentfault|shell|spark|spring"
    r"|springboot|sql|sqlserver|ssh|svn|swift|tcp|tomcat|typescript|ubuntu|unix|vim|vue|web|webpack|windows|xml|yaml|zookeeper"
)
WORDS = (
    "程序员|编程|前端|后端|面试|数据库|数据结构|算法|缓存|架构|服务器|微信|小程序|框架|多线程|并发|设计模式|源码|运维|网络|安全|测试|函数|数组"
    "|程序員|編程|前端|後端|面試|數據庫|數據結構|算法|緩存|架構|服務器|微信|框架|多線程|併發|設計模式|源碼|函數|數組|網絡"
)
LINE_END = r"(?=[ \t]*(?:[\r\n]|\Z))"
PROOF = pattern(rf"[。！？；](?=[a-z.])({NAMES}){LINE_END}")
EVERY = pattern(rf"[。！？；：…”）!?)](?P<label>{NAMES}|(?<=[。！？；])(?:{WORDS})){LINE_END}")


def end_labels(text: str) -> Iterator[Edit]:
    """The labels behind paragraphs, in a text that has several of them.

    >>> text = "缓存要先建好。java\\n数据多了就要淘汰。redis\\n最近用过的留下。git\\n下面来写代码。程序员"
    >>> [text[edit.start : edit.end] for edit in end_labels(text)]
    ['java', 'redis', 'git', '程序员']
    """
    proof = [m[1] for m in PROOF.finditer(text)]
    if len(proof) >= FEW and len(set(proof)) >= KINDS:
        for m in EVERY.finditer(text):
            yield Edit(*m.span("label"), "", "label-at-end", SURE, {"label": m["label"], "count": len(proof)})
