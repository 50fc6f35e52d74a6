"""Host: the machine and the home: folders, files, locks, memory, processes of our own."""
