"""What somebody put into a text to spoil or mark its copies: codes of forums (jammer), pairs of characters before marks and characters drawn by
lot (gibberish, mixed_pairs), pictographs, words turned round, labels (end_labels), citations (cited_results), ? after what asks nothing
(asking). The pass is passes/noise.py.
"""
