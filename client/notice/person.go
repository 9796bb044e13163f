package notice

import (
	"net"
	"net/mail"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/membership/form"
)

// Settings are who is told, and by which mail server.
type Settings struct {
	Server Server   `json:"server"`
	People []Person `json:"people"`
}

// Server is the mail server that takes the notices.
type Server struct {
	// Address is HOST:PORT: 465 is TLS from the beginning, any other port STARTTLS. Without
	// TLS mail is given to a server on this machine only.
	Address string `json:"address"`
	// From is whose mail it is: "Registry <registry@example.org>".
	From string `json:"from"`
	// User and PasswordFile are for a server that wants them. A relative path is beside the
	// file of settings.
	User         string `json:"user,omitempty"`
	PasswordFile string `json:"passwordFile,omitempty"`

	password string
}

// Person is somebody who is told.
type Person struct {
	Mail string `json:"mail"`
	// Language is en or zh.
	Language string `json:"language"`
	// Zone is the time zone in which times are written, by its name in the IANA database;
	// this machine's if it is empty.
	Zone string `json:"zone,omitempty"`
	// Alliances and Wanted narrow: ids, and kinds of tasks as client.Task.Wanted has them.
	Alliances []string `json:"alliances,omitempty"`
	Wanted    []string `json:"wanted,omitempty"`
	// Digest is the time of day, such as 08:00 in the person's zone, at which one mail has
	// all that is open; empty for a mail as soon as there is something.
	Digest string `json:"digest,omitempty"`
	// Remind are how long before its end a task is told again; 72h and 24h if it is empty.
	// A digest has all that is open anyway.
	Remind []time.Duration `json:"remind,omitempty"`

	zone   *time.Location
	digest time.Duration // after midnight
}

// The limits of a file of settings.
const (
	maxSettings = 1 << 20
	maxPeople   = 1000
	tlsPort     = "465" // RFC 8314, section 3.3
)

// kinds are the kinds of tasks.
var kinds = []string{ //nolint:gochecknoglobals // fixed
	client.WantedSponsor, client.WantedOpening, client.WantedVote, client.WantedDecide, client.WantedEnact, client.WantedAccept, client.WantedDues,
	client.WantedRenewal, client.WantedConfirm, client.WantedPresent, client.WantedConsent, client.WantedEnding, client.WantedVeto, client.WantedAffiliate, client.WantedCertificate,
}

func said(key string, pairs ...any) error { return catalogue.NewMessage(english, key, pairs...) }

// Read reads a file of settings, YAML or JSON, and the password that it names. It refuses
// with *input.Invalid, with a *catalogue.Message, or as reading a file does.
func Read(path string) (Settings, error) {
	var s Settings
	content, err := input.ReadFile(path, maxSettings)
	if err != nil {
		return s, err
	}
	if _, err := (input.Format{MaxSize: maxSettings, Reader: input.ReadDuration}).Decode(content, &s); err != nil {
		return s, err
	}
	if len(s.People) == 0 || len(s.People) > maxPeople {
		return s, said("notice.people", "max", maxPeople)
	}
	known := map[string]bool{}
	for i := range s.People {
		if err := s.People[i].check(); err != nil {
			return s, err
		}
		if known[s.People[i].Mail] {
			return s, said("notice.twice", "mail", s.People[i].Mail)
		}
		known[s.People[i].Mail] = true
	}
	return s, s.Server.check(filepath.Dir(path))
}

// check refuses what cannot be a person, and fills in what follows.
func (p *Person) check() error {
	if at, err := mail.ParseAddress(p.Mail); err != nil || at.Address != p.Mail {
		return said("notice.mail", "mail", p.Mail)
	}
	if !slices.Contains(catalogue.Languages, p.Language) {
		return said("notice.language", "mail", p.Mail, "language", p.Language)
	}
	p.zone = time.Local
	if p.Zone != "" {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil {
			return said("notice.zone", "mail", p.Mail, "zone", p.Zone)
		}
		p.zone = zone
	}
	for _, id := range p.Alliances {
		if form.CheckID("alliance", id) != nil {
			return said("notice.alliance", "mail", p.Mail, "id", id)
		}
	}
	for _, kind := range p.Wanted {
		if !slices.Contains(kinds, kind) {
			return said("notice.wanted", "mail", p.Mail, "wanted", kind, "kinds", strings.Join(kinds, ", "))
		}
	}
	if slices.ContainsFunc(p.Remind, func(before time.Duration) bool { return before <= 0 }) {
		return said("notice.remind", "mail", p.Mail)
	}
	if len(p.Remind) == 0 {
		p.Remind = []time.Duration{72 * time.Hour, 24 * time.Hour}
	}
	slices.Sort(p.Remind)
	if p.Digest != "" {
		at, err := time.Parse("15:04", p.Digest)
		if err != nil {
			return said("notice.digest", "mail", p.Mail, "digest", p.Digest)
		}
		p.digest = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	return nil
}

// check refuses what cannot be a mail server, and one that a password, or mail, would
// reach in the clear.
func (s *Server) check(folder string) error {
	host, port, err := net.SplitHostPort(s.Address)
	if number, wrong := strconv.ParseUint(port, 10, 16); err != nil || host == "" || wrong != nil || number == 0 {
		return said("notice.server", "address", s.Address)
	}
	if _, err := mail.ParseAddress(s.From); err != nil {
		return said("notice.from", "from", s.From)
	}
	if (s.User == "") != (s.PasswordFile == "") {
		return said("notice.user")
	}
	if s.PasswordFile == "" {
		return nil
	}
	path := s.PasswordFile
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	if err := private.Check(path); err != nil {
		return err
	}
	password, err := input.ReadFile(path, 4096)
	s.password = strings.TrimRight(string(password), "\r\n")
	return err
}

// local reports whether a server is this machine.
func (s Server) local() bool {
	host, _, err := net.SplitHostPort(s.Address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// wants reports whether a person is told of a task. What is about no alliance is about the
// party's keys, and concerns everybody.
func (p Person) wants(t client.Task) bool {
	return (len(p.Alliances) == 0 || t.Alliance == "" || slices.Contains(p.Alliances, t.Alliance)) &&
		(len(p.Wanted) == 0 || slices.Contains(p.Wanted, t.Wanted))
}
