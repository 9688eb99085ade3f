/*
 * Every limit on what is read, written or done, with its reason. A limit that is
 * met is said, with a place where there is one; it is never a silent cut. Each is
 * in a manual with its number, after a comment with its name (tests/lint/caps.sh).
 * The number of certificates has no limit: no program needs more memory for more of
 * them unless it sorts or compares.
 */
#ifndef CAPS_H
#define CAPS_H

/* What is read */

/*
 * One certificate, in bytes of DER. The largest in public bundles are some
 * 10 KB (post-quantum keys, long name constraints); a 131,072-bit RSA key makes
 * 33 KB. This bounds the memory of every streaming program, and all that is done
 * with names and extensions, which is linear in their bytes: these need no limit of
 * their own.
 */
#define CAP_CERT_BYTES (1024 * 1024)

/* Versions of X.509: there are 3, and what is beyond this is no number to show. */
#define CAP_VERSION 100

/*
 * Nesting of indefinite lengths (X.690 section 8.1.3.6). SignedData needs six
 * levels; streaming encoders that wrap OCTET STRINGs add a few.
 */
#define CAP_DEPTH 32

/* NUL bytes and white space after the last object; what is longer is no padding. */
#define CAP_PADDING 4096

/* A PEM label, in bytes; the longest registered one has 25. */
#define CAP_LABEL 64

/*
 * Bytes of a line of text that are searched for a damaged PEM marker, and
 * characters that are no letters, digits or blanks before its first word.
 */
#define CAP_MARKER_SEARCH 256
#define CAP_MARKER_LEAD	  24

/*
 * A JSON document, in bytes and in values, which take about 200 bytes each when
 * read. What AWS answers about all versions of all engines in a region has some 20
 * MB.
 */
#define CAP_JSON_BYTES	(64 * 1024 * 1024)
#define CAP_JSON_VALUES (2 * 1000 * 1000)

/*
 * One CRL, in bytes of DER, which stay in memory with 16 bytes an entry once it is
 * asked for one. The largest of public PKIs have had some 40 MB.
 */
#define CAP_CRL_BYTES (256 * 1024 * 1024)

/*
 * A list of fingerprints: bytes of a line, where they are to stand, and bytes at
 * the beginning of a file that tell a list from a bundle.
 */
#define CAP_LIST_LINE 4096
#define CAP_LIST_HEAD (64 * 1024)

/* What is done with certificates */

/*
 * Signatures that are tried in vain to find issuers: for a set, and for each of its
 * certificates besides. Names and key identifiers leave more than one key to try
 * only where a CA has several under one name without identifiers; real ones have
 * had five.
 */
#define CAP_VAIN      4096
#define CAP_VAIN_EACH 2

/*
 * Keys that signatures are checked with, in bits, since the work grows with the
 * product of modulus and exponent: the exponent of an RSA key whose modulus is
 * longer than CAP_RSA_ANY_EXPONENT, as in OpenSSL; p and q of a DSA key, of which
 * FIPS 186-4 has 3072 and 256 at most.
 */
#define CAP_RSA_ANY_EXPONENT 3072
#define CAP_RSA_EXPONENT     64
#define CAP_DSA_MODULUS	     10000
#define CAP_DSA_ORDER	     256

/*
 * Certificates of one path, the server's and the anchor included: what OpenSSL's
 * default depth comes to. The web's longest have 6.
 */
#define CAP_PATH 102

/*
 * What the search for the path of one chain at one time may cost, before it gives
 * up and says so: certificates that are looked at, signatures that are checked for
 * the first time, and comparisons of names with constraints and of policies. Each
 * takes less than a second; the worst chain of the US Federal PKI takes 65, 13 and
 * 210.
 */
#define CAP_SEARCH_STEPS       100000
#define CAP_SEARCH_SIGNATURES  1000
#define CAP_SEARCH_COMPARISONS 1000000

/*
 * CRLs of one question: distribution points, and CRLs for each, that are tried,
 * keys with which signatures of CRLs are checked for the first time, paths of CRL
 * issuers that are asked for, and names of a distribution point that are compared.
 * Real certificates have one or two points with a few names, and their CAs one or
 * two CRLs and keys.
 */
#define CAP_CRL_TRIES	4096
#define CAP_CRL_KEYS	64
#define CAP_CRL_SIGNERS 64
#define CAP_CRL_NAMES	64

/* Questions within questions: the status of who signed a CRL, of who signed that
 * ... */
#define CAP_CRL_DEPTH 8

/* Keys of one name that are tried as a CRL's. Real CAs have had five. */
#define CAP_SAME_NAME 64

/*
 * What GnuTLS decodes by schema: libtasn1 takes time that grows with the square of
 * the RDNs of a name, 20 ms for 1000 and 2 s for 10,000. An SLH-DSA signature can
 * have 49,856 bytes.
 */
#define CAP_SCHEMA_BYTES (64 * 1024)

/*
 * A PKCS#7 whose signature is checked, in bytes and in elements, those of
 * certificates and CRLs not counted: GnuTLS reads it as a whole, in some 400 bytes
 * an element, and in time that grows with the square of a signer's attributes. The
 * largest of public bundles that are signed have 250 KB, and less than 500
 * elements.
 */
#define CAP_SIGNED_BYTES    (4 * 1024 * 1024)
#define CAP_SIGNED_ELEMENTS 4096

/* Nesting that is looked into for what DER forbids; certificates have up to 15. */
#define CAP_DER_DEPTH 32

/* A file whose loading by other programs is predicted, which needs all of it. */
#define CAP_CONSUMER_FILE (256 * 1024 * 1024)

/* What is asked for */

/* Parentheses and nots around a condition of --where: the parser calls itself. */
#define CAP_WHERE_DEPTH 64

/* Fields to sort by, or to split by. */
#define CAP_FIELDS 8

/* Columns of a list, and of a table of counts: wider than that, nobody reads it. */
#define CAP_COLUMNS	   64
#define CAP_MATRIX_COLUMNS 256

/* Parts of a template for file names: texts and fields. */
#define CAP_TEMPLATE_PARTS 32

/* What is written */

/* A file name that is made from a certificate, in bytes. */
#define CAP_FILE_NAME 100

/* Symbolic links on the way to an output file, as in the kernel. */
#define CAP_LINKS 40

/* Output that is not whole yet is held in memory up to here, then in a file. */
#define CAP_SPOOL_MEMORY (2 * 1024 * 1024)

/* Keys that are sorted in memory, before they go to temporary files. */
#define CAP_SORT_MEMORY (2 * 1024 * 1024)

/*
 * Messages of one kind and file that are printed before they are counted, and
 * findings of one check in a certificate.
 */
#define CAP_REPEATS	 20
#define CAP_CERT_REPEATS 4

#endif
