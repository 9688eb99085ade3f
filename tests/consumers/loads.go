// What Go trusts of files: x509.CertPool.AppendCertsFromPEM. Reads names, one a line; writes the
// name and the SHA-256 of each certificate loaded, in order. A pool does not tell what it holds:
// another one, made from the certificates that are written, must be equal.
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func load(name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	pool, again := x509.NewCertPool(), x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	seen := map[[32]byte]bool{}
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || len(block.Headers) != 0 || err != nil {
			continue
		}
		digest := sha256.Sum256(cert.Raw)
		if !seen[digest] {
			fmt.Printf("%s\t%x\n", name, digest)
		}
		seen[digest] = true
		again.AddCert(cert)
	}
	if !pool.Equal(again) {
		panic(name + ": the pool holds others")
	}
}

func main() {
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		load(names.Text())
	}
}
