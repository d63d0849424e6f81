"""Benchmarks: Presence beside what would be used instead, in one run; a table of ratios comes out.

`python -m bench` from a checkout runs them all.
"""
