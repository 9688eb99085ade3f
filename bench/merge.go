// Merges PEM bundles by the SHA-256 of their certificates: in the order in which they come, or
// with -sort by subject, not-before and SHA-256, for which they are parsed.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"log"
	"os"
	"sort"
)

type entry struct {
	cert   *x509.Certificate
	digest [32]byte
}

func before(a, b entry) bool {
	if c := bytes.Compare(a.cert.RawSubject, b.cert.RawSubject); c != 0 {
		return c < 0
	}
	if !a.cert.NotBefore.Equal(b.cert.NotBefore) {
		return a.cert.NotBefore.Before(b.cert.NotBefore)
	}
	return bytes.Compare(a.digest[:], b.digest[:]) < 0
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	names := os.Args[1:]
	sorted := len(names) > 0 && names[0] == "-sort"
	if sorted {
		names = names[1:]
	}
	seen := make(map[[32]byte]struct{})
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	var entries []entry
	for _, name := range names {
		rest, err := os.ReadFile(name)
		check(err)
		for {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				break
			}
			digest := sha256.Sum256(block.Bytes)
			if _, there := seen[digest]; there {
				continue
			}
			seen[digest] = struct{}{}
			if !sorted {
				check(pem.Encode(out, block))
				continue
			}
			cert, err := x509.ParseCertificate(block.Bytes)
			check(err)
			entries = append(entries, entry{cert, digest})
		}
	}
	sort.Slice(entries, func(i, k int) bool { return before(entries[i], entries[k]) })
	for _, e := range entries {
		check(pem.Encode(out, &pem.Block{Type: "CERTIFICATE", Bytes: e.cert.Raw}))
	}
	check(out.Flush())
}
