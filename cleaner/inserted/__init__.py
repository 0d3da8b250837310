"""What somebody put into a text to spoil or mark its copies: codes of forums (jammer), pictographs, words turned round, characters drawn
by lot (gibberish), ? after what asks nothing (asking). The pass is passes/noise.py."""
