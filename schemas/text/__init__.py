"""Vietnamese text: spelling, search keys, numbers in words, identity numbers, MRZ."""
