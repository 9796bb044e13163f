//go:build pkcs11

package main

import (
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/pkcs11"

	"allianceregistry/network/token"
)

// refusal is a fault that is not the library's to name.
type refusal struct{ token.Answer }

func (r refusal) Error() string { return string(r.Fault) }

// answer does what was asked.
func answer(request token.Request) token.Answer {
	answer, err := serve(request)
	var own refusal
	if errors.As(err, &own) {
		return own.Answer
	}
	if err != nil {
		return token.Answer{Fault: faultOf(err), Detail: err.Error()}
	}
	return answer
}

// faultOf names what a library's error means to an operator.
func faultOf(err error) token.Fault {
	var code pkcs11.Error
	errors.As(err, &code)
	switch code {
	case pkcs11.CKR_PIN_INCORRECT, pkcs11.CKR_PIN_INVALID, pkcs11.CKR_PIN_LEN_RANGE:
		return token.WrongPIN
	case pkcs11.CKR_PIN_LOCKED:
		return token.Locked
	}
	return token.Other
}

// session is a session of the token's user.
type session struct {
	*pkcs11.Ctx
	handle pkcs11.SessionHandle
}

func serve(request token.Request) (token.Answer, error) {
	library := pkcs11.New(request.Library)
	if library == nil {
		return token.Answer{}, refusal{token.Answer{Fault: token.NoLibrary, Detail: "it cannot be loaded"}}
	}
	defer library.Destroy()
	if err := library.Initialize(); err != nil {
		return token.Answer{}, refusal{token.Answer{Fault: token.NoLibrary, Detail: err.Error()}}
	}
	defer func() { _ = library.Finalize() }()
	slot, err := find(library, request.Label)
	if err != nil {
		return token.Answer{}, err
	}
	handle, err := library.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
	if err != nil {
		return token.Answer{}, err
	}
	defer func() { _ = library.CloseSession(handle) }()
	if err := library.Login(handle, pkcs11.CKU_USER, request.PIN); err != nil {
		return token.Answer{}, err
	}
	s := session{library, handle}
	switch request.Do {
	case token.Open:
		return token.Answer{}, nil
	case token.Make:
		point, err := s.key(request.Key, s.generate)
		return token.Answer{Point: point}, err
	case token.Take:
		point, err := s.key(request.Key, func(label string) (public, private pkcs11.ObjectHandle, err error) {
			return s.store(label, request.Private, request.Point)
		})
		return token.Answer{Point: point}, err
	case token.Sign:
		signature, err := s.sign(request.ID, request.Digest)
		return token.Answer{Signature: signature}, err
	}
	return token.Answer{}, errors.New("unknown request " + request.Do)
}

// find returns the slot of the token with a label.
func find(library *pkcs11.Ctx, label string) (uint, error) {
	slots, err := library.GetSlotList(true)
	if err != nil {
		return 0, err
	}
	var found []string
	for _, slot := range slots {
		info, err := library.GetTokenInfo(slot)
		if err != nil {
			continue // another's token, which may be broken
		}
		if info.Label == label {
			return slot, nil
		}
		if info.Flags&pkcs11.CKF_TOKEN_INITIALIZED != 0 {
			found = append(found, strings.TrimSpace(info.Label))
		}
	}
	return 0, refusal{token.Answer{Fault: token.NoToken, Tokens: found}}
}

// curve is P-256, as the parameter of a key (RFC 5480, 2.1.1.1).
var curve = asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}

// key returns the public point of the key pair with a label, and adds the pair unless it is
// there: it may have been added by a command that was interrupted. One that was interrupted
// while it did so leaves a public key without a private one, which is good for nothing.
// Fabric looks for keys by their id, which can only be set once the public key is known.
func (s session) key(label string, add func(label string) (public, private pkcs11.ObjectHandle, err error)) ([]byte, error) {
	publics, err := s.objects(pkcs11.CKO_PUBLIC_KEY, pkcs11.NewAttribute(pkcs11.CKA_LABEL, label))
	if err != nil {
		return nil, err
	}
	privates, err := s.objects(pkcs11.CKO_PRIVATE_KEY, pkcs11.NewAttribute(pkcs11.CKA_LABEL, label))
	if err != nil {
		return nil, err
	}
	if len(privates) == 0 {
		for _, public := range publics {
			if err := s.DestroyObject(s.handle, public); err != nil {
				return nil, err
			}
		}
		public, private, err := add(label)
		if err != nil {
			return nil, err
		}
		publics, privates = []pkcs11.ObjectHandle{public}, []pkcs11.ObjectHandle{private}
	}
	if len(publics) != 1 || len(privates) != 1 {
		return nil, fmt.Errorf("%d public and %d private keys are called %s: one of each is wanted", len(publics), len(privates), label)
	}
	point, err := s.point(publics[0])
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(point)
	for _, object := range []pkcs11.ObjectHandle{publics[0], privates[0]} {
		if err := s.SetAttributeValue(s.handle, object, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_ID, id[:])}); err != nil {
			return nil, err
		}
	}
	return point, nil
}

func (s session) generate(label string) (public, private pkcs11.ObjectHandle, err error) {
	parameters, err := asn1.Marshal(curve)
	if err != nil {
		return 0, 0, err
	}
	return s.GenerateKeyPair(s.handle, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_EC_KEY_PAIR_GEN, nil)},
		append(verifying(label), pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, parameters)), signing(label))
}

// store puts a key pair into the token. The public key comes first: without the private
// one, the pair is taken for one that is not there.
func (s session) store(label string, secret, point []byte) (public, private pkcs11.ObjectHandle, err error) {
	parameters, err := asn1.Marshal(curve)
	if err != nil {
		return 0, 0, err
	}
	wrapped, err := asn1.Marshal(point)
	if err != nil {
		return 0, 0, err
	}
	common := func(class uint) []*pkcs11.Attribute {
		return []*pkcs11.Attribute{
			pkcs11.NewAttribute(pkcs11.CKA_CLASS, class),
			pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_EC),
			pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, parameters),
		}
	}
	public, err = s.CreateObject(s.handle, append(append(common(pkcs11.CKO_PUBLIC_KEY), verifying(label)...), pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, wrapped)))
	if err != nil {
		return 0, 0, err
	}
	private, err = s.CreateObject(s.handle, append(append(common(pkcs11.CKO_PRIVATE_KEY), signing(label)...), pkcs11.NewAttribute(pkcs11.CKA_VALUE, secret)))
	return public, private, err
}

// verifying are the attributes of a public key.
func verifying(label string) []*pkcs11.Attribute {
	return []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
		pkcs11.NewAttribute(pkcs11.CKA_VERIFY, true),
	}
}

// signing are the attributes of a private key: it stays in the token.
func signing(label string) []*pkcs11.Attribute {
	return []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
		pkcs11.NewAttribute(pkcs11.CKA_PRIVATE, true),
		pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true),
		pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, false),
		pkcs11.NewAttribute(pkcs11.CKA_SIGN, true),
	}
}

// maxObjects bounds how many objects of one name are looked at.
const maxObjects = 100

// objects returns the objects of a class with an attribute.
func (s session) objects(class uint, attribute *pkcs11.Attribute) ([]pkcs11.ObjectHandle, error) {
	if err := s.FindObjectsInit(s.handle, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_CLASS, class), attribute}); err != nil {
		return nil, err
	}
	found, _, err := s.FindObjects(s.handle, maxObjects)
	return found, errors.Join(err, s.FindObjectsFinal(s.handle))
}

// point returns a public key's point, uncompressed. By the standard it is in an OCTET STRING;
// some libraries leave that out.
func (s session) point(public pkcs11.ObjectHandle) ([]byte, error) {
	attributes, err := s.GetAttributeValue(s.handle, public, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil)})
	if err != nil {
		return nil, err
	}
	point := attributes[0].Value
	if size := 1 + 2*(elliptic.P256().Params().BitSize/8); len(point) == size {
		return point, nil
	}
	var inner []byte
	if _, err := asn1.Unmarshal(point, &inner); err != nil {
		return nil, err
	}
	return inner, nil
}

func (s session) sign(id, digest []byte) ([]byte, error) {
	privates, err := s.objects(pkcs11.CKO_PRIVATE_KEY, pkcs11.NewAttribute(pkcs11.CKA_ID, id))
	if err != nil {
		return nil, err
	}
	if len(privates) == 0 {
		return nil, refusal{token.Answer{Fault: token.NoKey}}
	}
	if err := s.SignInit(s.handle, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_ECDSA, nil)}, privates[0]); err != nil {
		return nil, err
	}
	return s.Sign(s.handle, digest)
}
