package network

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// Host is a host on a machine of its own, as it was made: host.yaml in its folder.
type Host struct {
	Name     string `yaml:"name"`     // its id, which is also its MSP ID
	Address  string `yaml:"address"`  // DNS name or IP address under which the other hosts reach it
	Listen   string `yaml:"listen"`   // IP address that its peers, its orderer and its CA listen on
	BasePort int    `yaml:"basePort"` // first of its ports, see port.go
	// Peers is the number of its peers; left out, it has one. SetPeers changes it.
	Peers int            `yaml:"peers,omitempty"`
	Token token.Settings `yaml:"token,omitempty"` // that holds the keys of its CAs, its peers and its orderer; none: they are files
	// Former is where the host was reached before it moved, see move.go.
	Former Place `yaml:"former,omitempty"`
}

// maxHost bounds the size of host.yaml, in bytes.
const maxHost = 16 << 10

// domainName is a DNS name in lowercase: the one in a certificate has to be the one that is dialed.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// WithDefaults fills in what follows from the address: a host that is reached under an IP
// address listens on it.
func (h Host) WithDefaults() Host {
	if h.BasePort == 0 {
		h.BasePort = DefaultTopology().BasePort
	}
	if _, err := netip.ParseAddr(h.Address); err == nil && h.Listen == "" {
		h.Listen = h.Address
	}
	return h
}

// orSaved returns the host as it was made, if a folder holds one of that name and no settings
// were given. Whoever finishes or renews need not name the token again either.
func (h Host) orSaved(dir Dir) Host {
	saved, err := readHost(dir)
	if err != nil {
		return h
	}
	if reflect.DeepEqual(h, Host{Name: saved.Name}.WithDefaults()) {
		return saved
	}
	if !h.Token.IsSet() {
		h.Token = saved.Token
	}
	return h
}

// Validate returns every reason for which there cannot be such a host.
func (h Host) Validate() error {
	var errs []error
	refuse := func(invalid bool, key string, pairs ...any) {
		if invalid {
			errs = append(errs, words.Of("host."+key, pairs...))
		}
	}
	refuse(!hostfile.ValidHost(h.Name), "name", "name", h.Name)
	ip, err := netip.ParseAddr(h.Address)
	isIP := err == nil
	refuse(!isIP && (len(h.Address) > 253 || !domainName.MatchString(h.Address)) || isIP && ip.IsUnspecified(), "address", "address", h.Address)
	refuse(isIP && !ip.Is4(), "ipv6", "address", h.Address)
	_, err = netip.ParseAddr(h.Listen)
	refuse(h.Listen == "", "unlistened", "address", h.Address)
	refuse(h.Listen != "" && err != nil, "listen", "address", h.Listen)
	most := 65535 - portsOfOrderers - portsOfHost*h.peers()
	refuse(h.BasePort < 1024 || h.BasePort > most, "basePort", "port", h.BasePort, "most", most)
	if h.Peers < 0 || h.Peers > MaxPeers {
		errs = append(errs, words.Of("peers.count", "count", h.Peers, "most", MaxPeers))
	}
	return errors.Join(append(errs, h.Token.Validate())...)
}

// ordering is the organization of the host's orderer.
func (h Host) ordering() string { return hostfile.OrdererMSP(h.Name) }

// orderer is the name of the host's orderer and of its process.
func (h Host) orderer() string { return "orderer." + h.Name }

// readHost reads the settings of the host in a folder; fs.ErrNotExist if there are none.
func readHost(dir Dir) (Host, error) {
	content, err := input.ReadFile(dir.host(), maxHost)
	if err != nil {
		return Host{}, err
	}
	var host Host
	if _, err := (input.Format{MaxSize: maxHost}).Decode(content, &host); err != nil {
		return Host{}, words.Of("host.fault", "file", dir.host(), "cause", err)
	}
	return host, host.Validate()
}

// InitHost makes a host in a folder: its keys, its settings and its public file. What is
// there already is kept, so the same call finishes an interrupted one; of a host that is there,
// nothing but the name has to be given. With renew the
// public file is signed once more, for another term. A root that the host brings
// certifies its authorities; it is used for that alone, and not kept. If the host has a token,
// the keys of its CAs, its peer and its orderer are made there.
func InitHost(home Home, dir Dir, host Host, root *keys.Authority, renew bool, progress func(stage *words.Message)) (PublicFile, error) {
	dir, err := dir.resolve()
	if err != nil {
		return PublicFile{}, err
	}
	host = host.orSaved(dir)
	if err := errors.Join(home.Check(), host.Validate()); err != nil {
		return PublicFile{}, err
	}
	return makeHost(home, dir, host, root, renew, progress)
}

// makeHost is InitHost in a folder whose path is whole, without a look at the programs.
func makeHost(home Home, dir Dir, host Host, root *keys.Authority, renew bool, progress func(stage *words.Message)) (PublicFile, error) {
	if err := checkHostFolder(dir, host); err != nil {
		return PublicFile{}, err
	}
	store, err := home.keyStore(host)
	if err != nil { // before anything is written
		return PublicFile{}, err
	}
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return PublicFile{}, err
	}
	if err := os.Chmod(string(dir), 0o700); err != nil { // a folder that existed before will hold keys too
		return PublicFile{}, err
	}
	unlock, err := dir.lock()
	if err != nil {
		return PublicFile{}, err
	}
	defer unlock()
	if err := checkHostFolder(dir, host); err != nil { // again: another command may have made one meanwhile
		return PublicFile{}, err
	}
	if saved, err := readHost(dir); err == nil {
		host = saved // with its peers, and the place from which it has moved
	}
	if err := writeHost(dir, host); err != nil {
		return PublicFile{}, err
	}
	if err := makeHostKeys(dir, host, root, store); err != nil {
		return PublicFile{}, err
	}
	progress(words.Of("host.keys", "folder", dir))
	if err := makePublicFile(dir, host, renew); err != nil {
		return PublicFile{}, err
	}
	return readPublicFile(dir, host)
}

// lockHost locks a host's folder, which it resolves, and reads the host's settings then: another
// command may have changed them before. It refuses a folder that is no host's.
func lockHost(dir Dir) (_ Dir, _ Host, unlock func(), err error) {
	if dir, err = dir.resolve(); err != nil {
		return dir, Host{}, nil, err
	}
	unlock, err = dir.lock()
	if errors.Is(err, fs.ErrNotExist) {
		err = words.Of("host.absent", "folder", dir)
	}
	if err != nil {
		return dir, Host{}, nil, err
	}
	dir, host, err := ownHost(dir)
	if err != nil {
		unlock()
	}
	return dir, host, unlock, err
}

// checkHostFolder refuses a folder with something else in it, or with another host.
func checkHostFolder(dir Dir, host Host) error {
	entries, err := os.ReadDir(string(dir))
	// What a command leaves that was killed while it wrote the first file.
	entries = slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		return strings.HasPrefix(entry.Name(), "."+filepath.Base(dir.host()))
	})
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	saved, err := readHost(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return words.Of("host.foreign", "folder", dir)
	}
	if err != nil {
		return err
	}
	host.Peers, host.Former = saved.Peers, saved.Former // `host init` does not change them
	if !reflect.DeepEqual(saved, host) {
		return words.Of("host.other", "folder", dir, "host", saved.Name, "address", saved.Address)
	}
	return nil
}

// makeHostKeys makes the keys of the host's organization, of its orderers' and of its
// operator, each unless it is there. With a store, some are made there.
func makeHostKeys(dir Dir, host Host, root *keys.Authority, store keys.Store) error {
	addresses := []string{host.Address}
	for folder, organization := range map[string]keys.Organization{
		dir.organization(host.Name): hostKeys(host.Name, addresses),
		dir.ordererOrganization(host.ordering()): {
			Name: host.ordering(), Ordering: true, Nodes: []keys.Node{{Name: host.orderer(), Addresses: addresses}},
		},
	} {
		organization.Root, organization.Store = root, store
		if _, err := os.Stat(folder); err == nil {
			continue
		}
		part := folder + ".part"
		if err := os.RemoveAll(part); err != nil {
			return err
		}
		if err := keys.Make(part, organization, time.Now()); err != nil {
			return words.Of("host.unmade", "cause", err)
		}
		if err := os.Rename(part, folder); err != nil {
			return err
		}
	}
	certificate, err := os.ReadFile(dir.operatorCertificate())
	if err == nil && lasts(certificate) {
		return nil
	}
	if err := os.RemoveAll(dir.Operator()); err != nil {
		return err
	}
	return dir.makeOperator(host.Name)
}

// OwnHost returns the host whose own folder that is; nil if it is no host's.
func OwnHost(dir Dir) (*Host, error) {
	host, err := readHost(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &host, err
}
