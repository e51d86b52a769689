"""Runs what reads foreign bytes in child processes that can harm nothing.

`ask` is the caller's side, `host` the process that forks one child per question, `sandbox` what a
child gives up before it sees a byte, `frames` how questions and answers travel.
"""
