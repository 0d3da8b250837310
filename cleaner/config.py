"""What a run is made with: the flags of the command line over `[tool.cleaner]` of pyproject.toml or a cleaner.toml.

The nearest of these files counts, from the current folder upwards. Its keys are named like the flags, and a flag wins over
its key; only what is to be kept adds up, and options and least confidences are merged name by name.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.messages import Language

LISTS = ("only", "skip", "keep", "include", "exclude")
KEYS = (*LISTS, "least", "option", "thorough", "model", "lexicon", "encoding", "lang", "color")
CHOICES = {"lang": ("zh", "en"), "color": ("auto", "always", "never")}
THOROUGH = "characters.thorough"  # the option that --thorough sets
TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class ConfigError(ValueError):
    """A setting that makes no sense, and what would."""


class Settings(NamedTuple):
    """What a run is made with."""

    how: dict[str, Any]  # arguments for cleaner.explain
    encoding: str | None
    include: list[str]
    exclude: list[str]
    lang: Language
    color: str


def settings(args: Namespace) -> Settings:
    """The settings that the command line and the nearest configuration file come to. Raises ConfigError."""
    given = {key: getattr(args, key, None) for key in KEYS}
    path = None if args.no_config else Path(args.config) if args.config else _nearest(Path.cwd())
    filed = _load(path) if path else {}
    names = {key: _names(given[key]) or filed.get(key, []) for key in LISTS}
    only = _names(given["only"]) or None
    skip = names["skip"] if given["skip"] else [name for name in names["skip"] if name not in (only or ())]
    least = {**filed.get("least", {}), **_least("--least", given["least"] or [])}
    options = {**filed.get("option", {}), **_options("--option", given["option"] or [])}
    if given["thorough"] or (filed.get("thorough") and THOROUGH not in options):
        options[THOROUGH] = True
    how = {
        "only": only or filed.get("only"),
        "skip": skip,
        "keep": [*filed.get("keep", []), *(given["keep"] or [])],
        "least": _spread(least),
        "options": _typed(options),
        "model": given["model"] or filed.get("model"),
        "lexicon": given["lexicon"] or filed.get("lexicon"),
    }
    _check(how)
    if given["thorough"] and not _runs("characters", how):
        raise ConfigError("--thorough is of the pass characters, which does not run here")
    lang, color = given["lang"] or filed.get("lang") or locale(), given["color"] or filed.get("color", "auto")
    encoding = given["encoding"] or filed.get("encoding")
    return Settings(how, encoding and _encoding(encoding), names["include"], names["exclude"], lang, color)


def locale() -> Language:
    """The language of messages: Chinese where the locale is."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if not named and os.name == "nt":
        from locale import getlocale

        named = getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


# -- the file ----------------------------------------------------------------------------------------------------------


def _nearest(folder: Path) -> Path | None:
    for parent in (folder, *folder.parents):
        for path in (parent / "cleaner.toml", parent / "pyproject.toml"):
            if path.is_file() and _section(path) is not None:
                return path
    return None


def _section(path: Path) -> Any:
    """What a file says about cleaner: all of a cleaner.toml, one table of a pyproject.toml."""
    import tomllib

    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise ConfigError(f"{path}: not valid TOML ({error}); repair it, or leave it out with --no-config") from None
    tool = told.get("tool", {})
    section = tool.get("cleaner") if isinstance(tool, dict) else None
    return section if section is not None or path.name == "pyproject.toml" else told


def _load(path: Path) -> dict[str, Any]:
    told = _section(path)
    if not isinstance(told, dict):
        raise ConfigError(f"{path}: it has no table [tool.cleaner]")
    for key, value in told.items():
        if key not in KEYS:
            raise ConfigError(f"{path}: unknown key {key!r}. Known: {', '.join(KEYS)}")
        where = f"{path}: {key}"
        if key == "option" and isinstance(value, dict):
            told[key] = dict(_flat(value))
        elif key in LISTS or key == "option":
            items = [value] if isinstance(value, str) else value
            if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
                raise ConfigError(f"{where} is a list of strings, not {value!r}")
            told[key] = items if key == "keep" else _options(where, items) if key == "option" else _names(items)
        elif key == "least":
            told[key] = (
                value if isinstance(value, dict) else _least(where, value if isinstance(value, list) else [value])
            )
        elif key == "thorough":
            if not isinstance(value, bool):
                raise ConfigError(f"{where} is true or false, not {value!r}")
        elif not isinstance(value, str) or value not in CHOICES.get(key, (value,)):
            raise ConfigError(f"{where} is {' or '.join(CHOICES.get(key, ('a string',)))}, not {value!r}")
        elif key in ("model", "lexicon"):
            told[key] = str(path.parent / value)  # as seen from the file
    return told


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Options by dotted name: `width.letters = true` is a table in a table for TOML."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value


# -- values ------------------------------------------------------------------------------------------------------------


def _names(given: Iterable[str] | None) -> list[str]:
    """Names given one by one or with commas."""
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def _least(where: str, given: Iterable[Any]) -> dict[str, Any]:
    """Least confidences by pass; that for all passes stands under the empty name."""
    least: dict[str, Any] = {}
    for part in _names(map(str, given)):
        name, _, number = part.rpartition("=")
        try:
            least[name.strip()] = float(number)
        except ValueError:
            raise ConfigError(f"{where} is a number from 0 to 1, or pass=number, not {part!r}") from None
    return least


def _spread(least: dict[str, Any]) -> Any:
    """What cleaner.explain is given: one number, or one by pass."""
    from cleaner.chain import LEAST, NAMES

    overall = least.pop("", LEAST)
    return {**dict.fromkeys(NAMES, overall), **least} if least else overall


def _options(where: str, given: Iterable[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for part in given:
        name, equals, value = part.partition("=")
        if not equals:
            raise ConfigError(f"{where} is pass.name=value, not {part!r}; see: cleaner passes")
        options[name.strip()] = value.strip()
    return options


def _typed(options: dict[str, Any]) -> dict[str, Any]:
    """Options with their values made of the type that the pass expects."""
    if not options:
        return {}
    from cleaner.chain import NAMES, options_of

    known = {f"{name}.{option}": value for name, run in NAMES.items() for option, value in options_of(run).items()}
    return {name: _value(name, value, type(known.get(name))) for name, value in options.items()}


def _value(name: str, value: Any, kind: type) -> Any:
    try:
        if isinstance(value, str) and kind is bool:
            return TRUTH[value.lower()]
        if (isinstance(value, str) and kind in (int, float)) or (kind is float and type(value) is int):
            return kind(value)
    except (KeyError, ValueError):
        wanted = "true or false" if kind is bool else "a number"
        raise ConfigError(f"option {name} is {wanted}, not {value!r}") from None
    return value


def _encoding(name: str) -> str:
    from cleaner.encodings import codec

    try:
        codec(name)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    return name


def _runs(name: str, how: dict[str, Any]) -> bool:
    from cleaner.chain import NAMES, select

    return NAMES[name] in select(how["only"], how["skip"])


def _check(how: dict[str, Any]) -> None:
    """Unknown passes and options are found before the first file is read."""
    from cleaner.chain import explain, select

    try:
        explain("", **how)
        if not select(how["only"], how["skip"]):
            raise ConfigError("no pass is left to run: --only and --skip name the same")
    except (ValueError, TypeError) as error:
        raise ConfigError(str(error)) from None
