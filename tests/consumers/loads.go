// What Go trusts of files: x509.CertPool.AppendCertsFromPEM. Reads names, one a line; writes the
// name and the SHA-256 of each certificate loaded, in order. A pool does not tell what it holds:
// another one, made from the certificates that are written, must be equal.
// With an argument, each file has a CA and a server: is the server's certificate verified by it?
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"time"
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

func use(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	ca, rest := pem.Decode(text)
	block, _ := pem.Decode(rest)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem.EncodeToMemory(ca)) {
		return "refused"
	}
	server, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(err)
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err = server.Verify(x509.VerifyOptions{Roots: pool, DNSName: "db.example.test", CurrentTime: now})
	if err != nil {
		return "unusable"
	}
	return "used"
}

func main() {
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		if len(os.Args) > 1 {
			fmt.Printf("%s\t%s\n", names.Text(), use(names.Text()))
		} else {
			load(names.Text())
		}
	}
}
