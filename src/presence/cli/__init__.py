"""The command line: a file a command, words in and out, no logic of its own."""
