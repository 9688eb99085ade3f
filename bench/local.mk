# The comparison with peers: make bench runs bench/run.sh.  Each file is named, as the folder's
# own name is that of the target.

EXTRA_DIST += \
	bench/run.sh \
	$(NULL)
