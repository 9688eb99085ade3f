/*
 * Options that several programs have: the same letter, name and words everywhere.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "tools/tool.h"

#define OPTION_OUTPUT(target) \
	{ \
		'o', "output", "FILE", "write to FILE, whole or not at all", \
			OPTION_TEXT, target \
	}
#define OPTION_COMMENT(target) \
	{ \
		0, "comment", NULL, \
			"name, dates and fingerprint above each PEM block", \
			OPTION_FLAG, target \
	}
#define OPTION_CRLF(target) \
	{ \
		0, "crlf", NULL, "end lines with CRLF, as Windows does", \
			OPTION_FLAG, target \
	}
#define OPTION_DER_ORDER(target) \
	{ \
		0, "der-order", NULL, "sort a PKCS#7 set as DER requires", \
			OPTION_FLAG, target \
	}
#define OPTION_KEEP_GOING(target) \
	{ \
		'k', "keep-going", NULL, \
			"write what can be read and name the rest; then exit with 1", \
			OPTION_FLAG, target \
	}
#define OPTION_STRICT(target) \
	{ \
		0, "strict", NULL, "refuse what is only tolerated", OPTION_FLAG, \
			target \
	}
#define OPTION_ALLOW_EMPTY(target) \
	{ \
		0, "allow-empty", NULL, "no certificates at all is no error", \
			OPTION_FLAG, target \
	}
#define OPTION_VERBOSE(what, target) \
	{ \
		'v', "verbose", NULL, what, OPTION_FLAG, target \
	}
#define OPTION_WHERE(target) \
	{ \
		'w', "where", "EXPR", "only certificates for which this holds", \
			OPTION_LIST, target \
	}
#define OPTION_AT(what, target) \
	{ \
		0, "at", "TIME", what, OPTION_TEXT, target \
	}
#define OPTION_NO_VERIFY(target) \
	{ \
		0, "no-verify", NULL, "do not check signatures", OPTION_FLAG, \
			target \
	}
#define OPTION_REGION_REGEX(target) \
	{ \
		0, "region-regex", "ERE", \
			"take region from the CN by the first group of this", \
			OPTION_TEXT, target \
	}
#define OPTION_VERIFY_SIGNATURE(target) \
	{ \
		0, "verify-signature", "FILE", \
			"only PKCS#7 signed by who chains to an anchor in FILE", \
			OPTION_TEXT, target \
	}
#define OPTION_END \
	{ \
		0, NULL, NULL, NULL, OPTION_FLAG, NULL \
	}

#endif
