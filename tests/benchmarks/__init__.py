"""Benchmarks: run by hand, reported as they print, never part of the tests."""
