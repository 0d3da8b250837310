"""What a spinner did, learnt from damaged texts and their originals (align, learn) or from damaged texts alone (mine): `cleaner learn`
(files)."""
