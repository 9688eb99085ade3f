# The man pages, mdoc written by hand.

dist_man_MANS += \
	man/cabundle-check.1 \
	man/cabundle-diff.1 \
	man/cabundle-list.1 \
	man/cabundle-merge.1 \
	man/cabundle-split.1 \
	man/cabundle-sum.1 \
	man/cabundle-verify.1 \
	man/cabundle.1 \
	man/cabundle.7 \
	man/p7b2pem.1 \
	man/pem2p7b.1 \
	$(NULL)
