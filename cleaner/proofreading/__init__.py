"""What looks misread or mistyped: pairs that clean text hardly has (suspects), common characters that are confused (confused), misspellings
(misspellings), and every character where errors are near (surprisal, read_through); what is another way to write the same or belongs
there (spellings, belonging); how sure an error is (misread), what the corrector reads there (corrector), and in which form it is
written (own_form). The pass is passes/characters.py."""
