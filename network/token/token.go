package token

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"allianceregistry/network/words"
)

// Program is the name of the program that speaks to the token.
const Program = "network-token"

// timeout bounds the wait for other requests, and then that for the token: one in a network may
// not answer at all.
const timeout = time.Minute

// Token is the token of a host.
type Token struct {
	Settings
	Program string // absolute path of network-token
}

// NewKey returns the key of that label, on P-256. It is made in the token unless it is there.
func (t Token) NewKey(label string) (crypto.Signer, error) {
	answer, err := t.ask(Request{Do: Make, Key: label}, label)
	if err != nil {
		return nil, err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), answer.Point)
	if err != nil {
		return nil, words.Of("token.other", "label", t.Label, "cause", err)
	}
	return key{t, label, public}, nil
}

// Take puts a key that was a file into the token, under a label, unless it is there. One of
// that label that is another key is refused.
func (t Token) Take(label string, private *ecdsa.PrivateKey) error {
	secret, err := private.Bytes()
	if err != nil {
		return err
	}
	point, err := private.PublicKey.Bytes()
	if err != nil {
		return err
	}
	answer, err := t.ask(Request{Do: Take, Key: label, Private: secret, Point: point}, label)
	if err == nil && !bytes.Equal(answer.Point, point) {
		err = words.Of("token.taken", "label", t.Label, "name", label)
	}
	return err
}

// Check refuses a token that cannot be opened, or that lacks the key of one of the
// certificates.
func (t Token) Check(certificates ...*x509.Certificate) error {
	if _, err := t.ask(Request{Do: Open}, ""); err != nil {
		return err
	}
	for _, certificate := range certificates {
		if _, err := t.KeyOf(certificate); err != nil {
			return err
		}
	}
	return nil
}

// KeyOf returns the key of a certificate. It refuses if the token lacks it: it has the key sign,
// looks at what it signed, and makes nothing.
func (t Token) KeyOf(certificate *x509.Certificate) (crypto.Signer, error) {
	name := certificate.Subject.CommonName
	public, ok := certificate.PublicKey.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, words.Of("token.key", "label", t.Label, "name", name)
	}
	found := key{t, name, public}
	digest := sha256.Sum256([]byte("allianceregistry: is the key there?"))
	signature, err := found.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	if !ecdsa.VerifyASN1(public, digest[:], signature) {
		return nil, words.Of("token.other", "label", t.Label, "cause", errors.New(name))
	}
	return found, nil
}

// key is a private key in the token.
type key struct {
	token  Token
	label  string
	public *ecdsa.PublicKey
}

func (k key) Public() crypto.PublicKey { return k.public }

// Sign implements crypto.Signer. Randomness is the token's.
func (k key) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	point, err := k.public.Bytes()
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(point)
	answer, err := k.token.ask(Request{Do: Sign, ID: id[:], Digest: digest}, k.label)
	if err != nil {
		return nil, err
	}
	half := len(answer.Signature) / 2
	return asn1.Marshal(struct{ R, S *big.Int }{
		new(big.Int).SetBytes(answer.Signature[:half]), new(big.Int).SetBytes(answer.Signature[half:]),
	})
}

// ask asks the token, about the key of a name.
func (t Token) ask(request Request, name string) (Answer, error) {
	answer, err := t.send(request, timeout)
	if err != nil {
		return Answer{}, err
	}
	return answer, t.fault(answer, name)
}

// send runs network-token for one request, when no other is under way. That program is not ended
// with this one: a token in software may be lost if it is left in the middle of a change. So the
// limit counts anew when the wait for other requests is over.
func (t Token) send(request Request, limit time.Duration) (Answer, error) {
	file, err := t.openPIN()
	if err != nil {
		return Answer{}, err
	}
	defer file.Close()
	pin, err := t.readFrom(file)
	if err != nil {
		return Answer{}, err
	}
	request.Library, request.Label, request.PIN = t.Library, t.Label, pin
	content, err := json.Marshal(request)
	if err != nil {
		return Answer{}, err
	}
	if err := lockPIN(file, limit); err != nil {
		return Answer{}, words.Of("token.other", "label", t.Label, "cause", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	command := exec.CommandContext(ctx, t.Program)
	command.Env = append([]string{}, t.Env...)
	command.Dir = "/"
	command.Stdin = bytes.NewReader(content)
	command.ExtraFiles = []*os.File{file}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := command.Output()
	if err != nil {
		return Answer{}, words.Of("token.program", "program", t.Program, "cause", err)
	}
	var answer Answer
	if err := json.Unmarshal(out, &answer); err != nil {
		return Answer{}, words.Of("token.program", "program", t.Program, "cause", err)
	}
	return answer, nil
}

// Refused reports whether an error is the token's refusal of the PIN, or says that the PIN's
// file is not fit to be sent: that lasts until somebody mends it, and a token locks itself if it
// is tried again and again. Whatever else keeps a token from its work may pass by itself.
func Refused(err error) bool {
	var said *words.Message
	if !errors.As(err, &said) {
		return false
	}
	switch said.Key {
	case "token.pin", "token.locked", "token.pinOpen", "token.pinLine":
		return true
	}
	return false
}

// fault says what went wrong, and what to do.
func (t Token) fault(answer Answer, name string) error {
	cause := errors.New(answer.Detail)
	switch answer.Fault {
	case "":
		return nil
	case NoLibrary:
		return words.Of("token.library", "library", t.Library, "cause", cause)
	case NoToken:
		if len(answer.Tokens) == 0 {
			return words.Of("token.absent", "label", t.Label, "library", t.Library)
		}
		return words.Of("token.none", "label", t.Label, "library", t.Library, "found", strings.Join(answer.Tokens, ", "))
	case WrongPIN:
		return words.Of("token.pin", "label", t.Label, "file", t.PINFile)
	case Locked:
		return words.Of("token.locked", "label", t.Label)
	case NoKey:
		return words.Of("token.key", "label", t.Label, "name", name)
	}
	return words.Of("token.other", "label", t.Label, "cause", cause)
}
