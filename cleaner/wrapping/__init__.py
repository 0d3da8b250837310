"""What broken lines look like: the print they come from (printed), the two halves (halves), hard-wrapped text (stretches),
sentences cut at single places (joints). The pass is passes/wraps.py."""
