//go:build pkcs11

// Command network-token speaks to a PKCS #11 token for the other programs, which are static and
// cannot open its maker's library. It reads one request from its standard input, answers on its
// standard output, and ends (network/token says what is asked and answered). It writes no
// log, and a private key never leaves the token.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"allianceregistry/network/token"
)

// maxRequest bounds the size of a request, in bytes.
const maxRequest = 64 << 10

func main() { os.Exit(run(os.Stdin, os.Stdout, os.Stderr)) }

func run(in io.Reader, out, errOut io.Writer) int {
	var request token.Request
	err := json.NewDecoder(io.LimitReader(in, maxRequest)).Decode(&request)
	if err == nil {
		err = json.NewEncoder(out).Encode(answer(request))
	}
	if err != nil {
		fmt.Fprintln(errOut, "network-token is used by `network`, not by people:", err)
		return 2
	}
	return 0
}
