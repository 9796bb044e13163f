package network

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"allianceregistry/network/keys"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// tokenSuffix ends the names of those programs of Fabric's that can open a PKCS #11 library:
// scripts/build.sh --pkcs11 builds them.
const tokenSuffix = "-pkcs11"

// tokenPrograms are the programs that a host with a token needs besides.
func tokenPrograms() []string {
	return []string{"peer" + tokenSuffix, "orderer" + tokenSuffix, "fabric-ca-server" + tokenSuffix, token.Program}
}

// token returns a host's token. It refuses if a program that it takes is not built.
func (h Home) token(host Host) (token.Token, error) {
	for _, name := range tokenPrograms() {
		if _, err := os.Stat(h.program(name)); err != nil {
			return token.Token{}, words.Of("token.unbuilt", "program", name)
		}
	}
	return token.Token{Settings: host.Token, Program: h.program(token.Program)}, nil
}

// keyStore returns a host's token, which makes and holds keys, if it can be opened; nil if the
// host has none.
func (h Home) keyStore(host Host) (keys.Store, error) {
	if !host.Token.IsSet() {
		return nil, nil
	}
	t, err := h.token(host)
	if err != nil {
		return nil, err
	}
	return t, t.Check()
}

// Token returns the settings of the host's PKCS #11 token; none if its keys are files.
func (n *Network) Token() token.Settings {
	if n.host == nil {
		return token.Settings{}
	}
	return n.host.Token
}

// CheckToken refuses a token of the host that cannot be opened, or lacks the key of its CA, one
// of its peers or its orderer.
func (n *Network) CheckToken() error {
	t, err := n.home.token(*n.host)
	if err != nil {
		return err
	}
	var used []tokenKey
	for _, key := range n.dir.tokenKeys(*n.host) {
		if key.used {
			used = append(used, key)
		}
	}
	return checkKeys(t, used)
}

// tokenKey is a key that is in the token of a host that has one.
type tokenKey struct {
	label       string
	used        bool   // by a process; the others certified what there is
	file        string // that holds it if there is no token
	certificate string
}

// read reads the key's certificate.
func (k tokenKey) read() (*x509.Certificate, error) {
	content, err := os.ReadFile(k.certificate)
	if err != nil {
		return nil, err
	}
	certificate, err := ParseCertificate(content)
	if err == nil && certificate == nil {
		err = words.Of("certificate.empty", "file", k.certificate)
	}
	return certificate, err
}

// tokenKeys returns the keys of a host that are in its token, the CA's first.
func (d Dir) tokenKeys(host Host) []tokenKey {
	var all []tokenKey
	for _, name := range []string{host.Name, host.ordering()} {
		folder := d.organization(name)
		if name == host.ordering() {
			folder = d.ordererOrganization(name)
		}
		for _, kind := range []string{"ca", "tlsca"} {
			label := kind + "." + name
			used := kind == "ca" && name == host.Name
			all = append(all, tokenKey{label, used, filepath.Join(folder, kind, "priv_sk"), filepath.Join(folder, kind, label+"-cert.pem")})
		}
	}
	node := func(label, folder string) tokenKey {
		msp := filepath.Join(folder, "msp")
		return tokenKey{label, true, filepath.Join(msp, "keystore", "priv_sk"), filepath.Join(msp, "signcerts", label+"-cert.pem")}
	}
	for number := 1; number <= MaxPeers; number++ {
		peer := d.peer(host.Name, number)
		key := node(peer.Name, peer.Crypto)
		if _, err := os.Stat(peer.Crypto); err != nil && number > host.peers() {
			continue
		}
		key.used = number <= host.peers() // others have been put away
		all = append(all, key)
	}
	return append(all, node(host.orderer(), d.orderer(host.ordering(), host.orderer())))
}

// checkKeys has a token sign with keys, and compares that with their certificates.
func checkKeys(t token.Token, all []tokenKey) error {
	var certificates []*x509.Certificate
	for _, key := range all {
		certificate, err := key.read()
		if err != nil {
			return err
		}
		certificates = append(certificates, certificate)
	}
	return t.Check(certificates...)
}

// KeysInFiles returns the host in a folder, and the files with those of its keys that a token
// would hold.
func KeysInFiles(dir Dir) (Host, []string, error) {
	dir, err := dir.resolve()
	if err != nil {
		return Host{}, nil, err
	}
	host, err := readHost(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = words.Of("host.absent", "folder", dir)
	}
	if err != nil {
		return Host{}, nil, err
	}
	files, err := dir.keyFiles(host)
	return host, files, err
}

// keyFiles returns the files there are with keys that a token would hold. A CA's program keeps
// a copy of its key among its own files, under the key's id.
func (d Dir) keyFiles(host Host) ([]string, error) {
	var files []string
	all := d.tokenKeys(host)
	for _, key := range all {
		files = append(files, key.file)
	}
	certificate, err := all[0].read()
	if err != nil {
		return nil, err
	}
	files = append(files, filepath.Join(d.process("ca."+host.Name), "msp", "keystore", hex.EncodeToString(certificate.SubjectKeyId)+"_sk"))
	return slices.DeleteFunc(files, func(file string) bool {
		_, err := os.Stat(file)
		return err != nil
	}), nil
}

// MoveKeys moves keys of a host that does not run from files into a token. The files go when
// the token has signed with every key, and the settings say so; a call that was interrupted is
// finished by the same call.
func MoveKeys(home Home, dir Dir, settings token.Settings) error {
	dir, host, unlock, err := lockHost(dir)
	if err != nil {
		return err
	}
	defer unlock()
	if host.Token.IsSet() && !reflect.DeepEqual(host.Token, settings) {
		return words.Of("token.another", "label", host.Token.Label)
	}
	host.Token = settings
	t, err := home.token(host)
	if err := errors.Join(host.Validate(), err); err != nil {
		return err
	}
	n, err := OpenUnagreed(home, dir, nil) // whatever has become of the channel's files, it names the processes
	if err != nil {
		return err
	}
	for _, process := range n.Processes() {
		if process.Running() {
			return words.Of("token.running", "process", process.Name)
		}
	}
	return dir.moveKeys(host, t)
}

func (d Dir) moveKeys(host Host, t token.Token) error {
	all := d.tokenKeys(host)
	for _, key := range all {
		private, err := readKey(key.file)
		if errors.Is(err, fs.ErrNotExist) { // moved by a call that was interrupted
			continue
		}
		if err != nil {
			return err
		}
		if err := t.Take(key.label, private); err != nil {
			return err
		}
	}
	if err := checkKeys(t, all); err != nil {
		return err
	}
	if err := writeHost(d, host); err != nil {
		return err
	}
	files, err := d.keyFiles(host)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// readKey reads a private key that package keys wrote.
func readKey(file string) (*ecdsa.PrivateKey, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, words.Of("token.file", "file", file)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := key.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return nil, words.Of("token.file", "file", file)
	}
	return private, nil
}

// onToken has a process sign with keys of the host's token, if it has one: `network host exec`
// reads the PIN and becomes the process's program.
func (n *Network) onToken(p Process) Process {
	if !n.Token().IsSet() {
		return p
	}
	p.Args = append([]string{"host", "exec", "--", p.Program + tokenSuffix}, p.Args...)
	p.Program = n.home.program("network")
	p.Env = append(p.Env, n.Token().Environ()...)
	p.Token = true
	return p
}
