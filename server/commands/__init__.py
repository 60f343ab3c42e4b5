"""What `porchlight` can be asked on the command line, one file each."""
