package gateway

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/input"
	"allianceregistry/membership/form"
)

// Settings say which ledger to open, and how to reach it: the content of a host's
// gateway.yaml.
type Settings struct {
	Network string `yaml:"network"`
	// Host is the own host's id, MSPID that of its MSP: the same, or see form.HostNames.
	Host      string `yaml:"host"`
	MSPID     string `yaml:"mspID"`
	Channel   string `yaml:"channel"`
	Chaincode string `yaml:"chaincode"`
	// Peers are those of all hosts.
	Peers []Endpoint `yaml:"peers"`
	// CertificateAuthority is the own host's; nil if the file names none.
	CertificateAuthority *Endpoint `yaml:"certificateAuthority"`
}

// Endpoint is where a process listens, and by what it is known.
type Endpoint struct {
	Name  string `yaml:"name"`
	Host  string `yaml:"host"`
	MSPID string `yaml:"mspID"`
	// Address is host:port, in the file also grpcs://host:port, or https:// for the
	// authority. ServerName is the name in its TLS certificate, in the file that in the
	// address if none is given. TLSRoot is its root in PEM, or the path of
	// the file with it.
	Address    string `yaml:"address"`
	ServerName string `yaml:"serverName"`
	TLSRoot    string `yaml:"tlsRoot"`
}

// maxSettings bounds the bytes of a gateway.yaml, and of a certificate that it names.
const maxSettings = 1 << 20

// ReadSettings reads a gateway.yaml. It is refused if it lacks something, naming
// what. Paths in it are as they are written. The files that it names are not read
// yet.
func ReadSettings(path string) (Settings, error) {
	var settings Settings
	content, err := input.ReadFile(path, maxSettings)
	if err != nil {
		return settings, fmt.Errorf("read the gateway settings: %w", err)
	}
	if err := yaml.Unmarshal(content, &settings); err != nil {
		return settings, fmt.Errorf("read the gateway settings %s: %w", path, err)
	}
	settings.complete()
	if err := settings.check(); err != nil {
		return settings, fmt.Errorf("gateway settings %s: %w", path, err)
	}
	return settings, nil
}

// complete takes addresses in the forms in which other files have them.
func (s *Settings) complete() {
	for i := range s.Peers {
		s.Peers[i].complete("grpcs://")
	}
	if s.CertificateAuthority != nil {
		s.CertificateAuthority.complete("https://")
	}
}

func (e *Endpoint) complete(scheme string) {
	e.Address = strings.TrimPrefix(e.Address, scheme)
	if host, _, err := net.SplitHostPort(e.Address); err == nil && e.ServerName == "" {
		e.ServerName = host
	}
}

// check says what is missing.
func (s Settings) check() error {
	faults := []error{missing("", map[string]string{
		"host": s.Host, "mspID": s.MSPID, "channel": s.Channel, "chaincode": s.Chaincode,
	}), checkHost("", s.Host, s.MSPID)}
	if len(s.Peers) == 0 {
		faults = append(faults, errors.New("no peers"))
	}
	names := map[string]bool{}
	for i, peer := range s.Peers {
		place := fmt.Sprintf("peers[%d].", i)
		faults = append(faults, peer.check(place), missing(place, map[string]string{"host": peer.Host, "mspID": peer.MSPID}),
			checkHost(place, peer.Host, peer.MSPID))
		if names[peer.Name] {
			faults = append(faults, fmt.Errorf("%sname: %q is another's", place, peer.Name))
		}
		names[peer.Name] = true
	}
	if s.CertificateAuthority != nil {
		faults = append(faults, s.CertificateAuthority.check("certificateAuthority."))
	}
	return errors.Join(faults...)
}

func (e Endpoint) check(place string) error {
	absent := missing(place, map[string]string{"name": e.Name, "address": e.Address, "tlsRoot": e.TLSRoot})
	if _, _, err := net.SplitHostPort(e.Address); err != nil && e.Address != "" {
		return errors.Join(absent, fmt.Errorf("%saddress: %q is not host:port under TLS", place, e.Address))
	}
	return absent
}

// checkHost refuses a host that cannot be that of the MSP. Whether it is says the ledger.
func checkHost(place, host, mspID string) error {
	if host == "" || mspID == "" || slices.Contains(form.HostNames(mspID), host) {
		return nil
	}
	return fmt.Errorf("%shost: %q is none of MSP %q, but may be %s", place, host, mspID, strings.Join(form.HostNames(mspID), " or "))
}

// missing names the fields without a value, in alphabetical order.
func missing(place string, fields map[string]string) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] == "" {
			faults = append(faults, fmt.Errorf("%s%s is missing", place, name))
		}
	}
	return errors.Join(faults...)
}
