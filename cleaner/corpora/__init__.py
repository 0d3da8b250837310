"""Corpora: many files of many rows, cleaned without losing one.

`units.py` cuts the sources into units of work, `unit.py` does one of them (`run_unit`), `supervisor.py` maps it over all of them on one
machine, `engine_ray.py` and `engine_spark.py` on a cluster, and `manifest.py` keeps what is done. What is promised, by every engine:

- A row in is exactly one of: a row out, a row set aside in `_quarantine/` with its reason, a row in `_filtered/`. This is counted.
- A unit writes temporary files and renames them, its manifest entry last. Without that entry it is done again, to the same bytes.
- Whatever is killed, and whenever: the same command again gives what one undisturbed run would have given.
"""
