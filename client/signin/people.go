package signin

import (
	"cmp"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/client/profile"
	"allianceregistry/client/signoff"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/internal/reading"
)

// People are those who act behind one server, as a file has them.
type People struct {
	People []Person `json:"people"`
	// Providers are those of OpenID Connect by which people sign in.
	Providers []Provider `json:"providers,omitempty"`
	// SignOff are the acts for which a second person of the party is needed.
	SignOff []signoff.Rule `json:"signOff,omitempty"`
}

// Person is somebody who acts, by one profile and one key.
type Person struct {
	// ID is a word that the log and this file go by, Name what the pages show.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Profile is the name of the profile's folder. Its party and its key, the SHA-256 of the
	// public key as "alliance profile" shows it, have to be these.
	Profile string `json:"profile"`
	Party   string `json:"party"`
	Key     string `json:"key"`
	// Certificate and Account are how the person signs in: one of them, or either.
	Certificate *Certificate `json:"certificate,omitempty"`
	Account     *Account     `json:"account,omitempty"`
}

// Account is a person's with a provider of OpenID Connect: by the subject, which the provider
// gives to nobody else, or by a mail address that the provider has verified.
type Account struct {
	Provider string `json:"provider"`
	Subject  string `json:"subject,omitempty"`
	Mail     string `json:"mail,omitempty"`
}

// Provider is one of OpenID Connect, and how this server is known to it.
type Provider struct {
	// ID is a word, the last part of the redirect URI; Name is what the pages show.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Issuer is its address, exactly as it says itself.
	Issuer string `json:"issuer"`
	// Client is the id that it gave this server, SecretFile the secret with it, if it gave one. A
	// relative path is beside the file of people.
	Client     string `json:"client"`
	SecretFile string `json:"secretFile,omitempty"`
	// Redirect is the URI that it has for this server: https://HOST[:PORT]/sign-in/openid/ID.
	Redirect string `json:"redirect"`
	// CAFile has the certificates that its own is checked by; this computer's if it is empty.
	CAFile string `json:"caFile,omitempty"`

	secret string
	ca     []byte
}

// The limits of a file of people.
const (
	maxFile   = 1 << 20
	maxPeople = 200 // each has a connection to the ledger
	maxSecret = 4096
)

var (
	idPattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	hashLength = 64 // of a SHA-256, in hex
)

// Read reads a file of people, YAML or JSON, and the secrets that it names. It refuses with
// *input.Invalid, with a *catalogue.Message, or as reading a file does.
func Read(path string) (People, error) {
	var p People
	content, err := input.ReadFile(path, maxFile)
	if err != nil {
		return p, err
	}
	if _, err := (input.Format{MaxSize: maxFile, Reader: input.ReadDuration}).Decode(content, &p); err != nil {
		return p, err
	}
	if len(p.People) == 0 || len(p.People) > maxPeople {
		return p, problem("signin.people", "max", maxPeople)
	}
	for i := range p.Providers {
		if err := p.Providers[i].check(filepath.Dir(path)); err != nil {
			return p, err
		}
	}
	for i := range p.People {
		if err := p.check(&p.People[i]); err != nil {
			return p, err
		}
	}
	if err := p.checkShared(); err != nil {
		return p, err
	}
	parties := map[string]string{}
	for _, one := range p.People {
		parties[one.ID] = one.Party
	}
	return p, signoff.Check(p.SignOff, parties)
}

// check refuses who cannot be a person, or has no way to sign in.
func (p People) check(one *Person) error {
	if !idPattern.MatchString(one.ID) {
		return problem("signin.id", "id", one.ID)
	}
	if strings.TrimSpace(one.Name) == "" || one.Profile == "" || one.Party == "" {
		return problem("signin.incomplete", "id", one.ID)
	}
	if one.Key = reading.Hex(one.Key); !isHash(one.Key) {
		return problem("signin.hash", "id", one.ID, "value", one.Key)
	}
	if one.Certificate == nil && one.Account == nil {
		return problem("signin.noWay", "id", one.ID)
	}
	if one.Certificate != nil {
		if err := one.Certificate.check(one.ID); err != nil {
			return err
		}
	}
	if one.Account == nil {
		return nil
	}
	if (one.Account.Subject == "") == (one.Account.Mail == "") {
		return problem("signin.account", "id", one.ID)
	}
	if _, known := p.provider(one.Account.Provider); !known {
		return problem("signin.noProvider", "id", one.ID, "provider", one.Account.Provider)
	}
	return nil
}

// checkShared refuses what two people, or two providers, cannot have in common.
func (p People) checkShared() error {
	owners := map[string]string{}
	claim := func(kind, value, id string) error {
		if value == "" {
			return nil
		}
		if other, taken := owners[kind+"\x00"+value]; taken {
			return problem("signin.shared", "one", other, "other", id, "what", catalogue.NewMessage(english, "signin.shared."+kind), "value", value)
		}
		owners[kind+"\x00"+value] = id
		return nil
	}
	for _, one := range p.Providers {
		if err := cmp.Or(claim("provider", one.ID, one.ID), claim("issuer", one.Issuer, one.ID)); err != nil {
			return err
		}
	}
	for _, one := range p.People {
		c, a := Certificate{}, Account{}
		if one.Certificate != nil {
			c = *one.Certificate
		}
		if one.Account != nil {
			a = *one.Account
		}
		for _, mine := range [][2]string{
			{"id", one.ID},
			{"profile", one.Profile},
			{"key", one.Key},
			{"certificate", c.SHA256},
			{"publicKey", c.PublicKey},
			{"subject", c.Subject},
			{"account", joined(a.Provider, a.Subject)},
			{"mail", joined(a.Provider, a.Mail)},
		} {
			if err := claim(mine[0], mine[1], one.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// joined is what belongs to a provider, with the provider; empty for nothing.
func joined(provider, what string) string {
	if what == "" {
		return ""
	}
	return provider + " " + what
}

// check refuses what cannot be a provider, and reads its secret.
func (p *Provider) check(folder string) error {
	if !idPattern.MatchString(p.ID) {
		return problem("signin.id", "id", p.ID)
	}
	if strings.TrimSpace(p.Name) == "" || p.Client == "" {
		return problem("signin.provider", "id", p.ID)
	}
	if at, err := url.Parse(p.Issuer); err != nil || p.Issuer != "https://"+at.Host+at.EscapedPath() || at.Host == "" {
		return problem("signin.issuer", "id", p.ID, "issuer", p.Issuer)
	}
	if at, err := url.Parse(p.Redirect); err != nil || p.Redirect != "https://"+at.Host+openIDPath+p.ID || at.Host == "" {
		return problem("signin.redirect", "id", p.ID, "redirect", p.Redirect, "path", openIDPath+p.ID)
	}
	return p.read(folder)
}

// read reads the files that belong to a provider.
func (p *Provider) read(folder string) (err error) {
	beside := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(folder, path)
	}
	if p.CAFile != "" {
		if p.ca, err = input.ReadFile(beside(p.CAFile), maxFile); err != nil {
			return err
		}
	}
	if p.SecretFile == "" {
		return nil
	}
	if err := private.Check(beside(p.SecretFile)); err != nil {
		return err
	}
	secret, err := input.ReadFile(beside(p.SecretFile), maxSecret)
	p.secret = strings.TrimRight(string(secret), "\r\n")
	return err
}

// host is the name under which the provider sends people back.
func (p Provider) host() string {
	at, err := url.Parse(p.Redirect)
	if err != nil {
		return ""
	}
	return at.Hostname()
}

func (p People) provider(id string) (Provider, bool) {
	at := slices.IndexFunc(p.Providers, func(one Provider) bool { return one.ID == id })
	if at < 0 {
		return Provider{}, false
	}
	return p.Providers[at], true
}

// find is the one person of whom something is so; false if there is none, or several.
func (p People) find(is func(Person) bool) (found Person, one bool) {
	for _, person := range p.People {
		if is(person) && one {
			return Person{}, false
		} else if is(person) {
			found, one = person, true
		}
	}
	return found, one
}

// Match refuses a person whose profile is another party's or has another key, and two people
// whose profiles have one key.
func (p People) Match(home profile.Home) error {
	for _, person := range p.People {
		kept, identity, err := home.Load(person.Profile)
		if err != nil {
			return err
		}
		key, err := identity.KeyHash()
		if err != nil {
			return err
		}
		if kept.Party != person.Party {
			return problem("signin.party", "id", person.ID, "party", person.Party, "has", kept.Party, "profile", person.Profile)
		}
		if key != person.Key {
			return problem("signin.key", "id", person.ID, "has", key, "profile", person.Profile)
		}
	}
	return nil
}

// ByCertificate reports whether anybody signs in by a certificate.
func (p People) ByCertificate() bool {
	return slices.ContainsFunc(p.People, func(one Person) bool { return one.Certificate != nil })
}

// Names are what people are called, by their ids.
func (p People) Names() map[string]string {
	names := map[string]string{}
	for _, one := range p.People {
		names[one.ID] = one.Name
	}
	return names
}

func isHash(text string) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == hashLength
}
