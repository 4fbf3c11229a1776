"""What is claimed about speed and memory, as commands that anyone can run.

Each benchmark measures in processes of their own, keeps its raw numbers in
``benchmarks/results/`` and rewrites its section of ``benchmarks/RESULTS.md``. Nothing in the
package depends on this folder.
"""
