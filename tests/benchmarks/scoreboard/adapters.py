"""What each peer does to a text, run by the Python of the peer's own virtual environment: it must not import this package.

    python adapters.py NAME <in.jsonl >out.jsonl

In: {"text"} a line. Out: {"text", "seconds"} or {"error"} for each, after one line {"version"}; seconds are of the processor.
"""

import importlib.metadata
import importlib.util
import json
import os
import sys
import time
import types


def cleaner():
    import cleaner

    return cleaner.clean


def ftfy():
    import ftfy

    return ftfy.fix_text


def ftfy_chinese():
    """The flags of datatrove's FTFYFormatter, which keep Chinese punctuation."""
    import ftfy

    config = ftfy.TextFixerConfig(
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        normalization=None,
    )
    return lambda text: ftfy.fix_text(text, config)


def opencc_t2s():
    import opencc

    return opencc.OpenCC("t2s").convert


def opencc_tw2sp():
    import opencc

    return opencc.OpenCC("tw2sp").convert


def autocorrect():
    import autocorrect_py

    return autocorrect_py.format


def zhconv():
    import zhconv

    return lambda text: zhconv.convert(text, "zh-cn")


def datatrove():
    from datatrove.pipeline.formatters import FTFYFormatter

    return FTFYFormatter().format


def jionlp():
    import jionlp

    return jionlp.clean_text


def data_juicer():
    """Its operators for text that repair something, in the order of its list."""
    from data_juicer.ops.mapper.clean_html_mapper import CleanHtmlMapper
    from data_juicer.ops.mapper.fix_unicode_mapper import FixUnicodeMapper
    from data_juicer.ops.mapper.punctuation_normalization_mapper import PunctuationNormalizationMapper
    from data_juicer.ops.mapper.remove_repeat_sentences_mapper import RemoveRepeatSentencesMapper
    from data_juicer.ops.mapper.whitespace_normalization_mapper import WhitespaceNormalizationMapper

    kinds = [
        CleanHtmlMapper,
        FixUnicodeMapper,
        PunctuationNormalizationMapper,
        RemoveRepeatSentencesMapper,
        WhitespaceNormalizationMapper,
    ]
    operators = [kind() for kind in kinds]

    def run(text):
        samples = {"text": [text]}
        for operator in operators:
            samples = operator.process_batched(samples)
        return samples["text"][0]

    return run


def unstructured():
    from unstructured.cleaners.core import clean, group_broken_paragraphs, replace_unicode_quotes

    return lambda text: clean(group_broken_paragraphs(replace_unicode_quotes(text)), extra_whitespace=True, dashes=True)


def pycorrector():
    """Its rules for set phrases. The package itself imports torch, which it does not ask for, so it is not run."""
    found = importlib.util.find_spec("pycorrector")
    package = types.ModuleType("pycorrector")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["pycorrector"] = package
    from pycorrector.proper_corrector import ProperCorrector

    corrector = ProperCorrector()
    return lambda text: corrector.correct(text)["target"]


DISTRIBUTIONS = {
    "cleaner": "cleaner-zh",
    "ftfy_chinese": "ftfy",
    "opencc_t2s": "opencc",
    "opencc_tw2sp": "opencc",
    "autocorrect": "autocorrect-py",
    "data_juicer": "py-data-juicer",
}


def main():
    name = sys.argv[1]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer, or what it starts, prints is none of the answer
    run = globals()[name]()
    try:
        version = importlib.metadata.version(DISTRIBUTIONS.get(name, name))
    except importlib.metadata.PackageNotFoundError:
        version = "?"
    print(json.dumps({"version": version}), file=out, flush=True)
    run("第一次调用要装载的，不算在时间里。")
    for line in sys.stdin:
        text = json.loads(line)["text"]
        start = time.process_time()
        try:
            result = {"text": run(text), "seconds": time.process_time() - start}
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), file=out, flush=True)


if __name__ == "__main__":
    main()
