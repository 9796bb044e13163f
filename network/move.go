package network

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// A host moves to another address, or has its nodes' certificates renewed. Its own
// authorities issue the certificates anew, for the same keys, good for both addresses; and
// the public file is signed anew. Until the channel names the new address the host goes on
// at the former one: each step may be the last for a while.
//
//	network host move     new certificates, host.yaml, NAME.host.yaml
//	network change …      the channel takes over the new file: any host submits it
//	network host start    the host restarts at the new address

// Place is where a host is reached.
type Place struct {
	Address string `yaml:"address" json:"address"` // DNS name or IP address
	Listen  string `yaml:"listen"  json:"listen"`  // IP address that it listens on
}

// Move is what a host's move or renewal changes.
type Move struct {
	Host         string         `json:"host"`
	Place        Place          `json:"place"`            // from now on, or once the channel names it
	Former       *Place         `json:"former,omitempty"` // until then; nil if the channel knows no other
	Certificates []keys.Renewed `json:"certificates"`     // that are issued anew
	Kept         []string       `json:"kept,omitempty"`   // orderers whose identities the channel names
	PublicFile   *PublicFile    `json:"publicFile,omitempty"`
	// Channel reports whether the channel has to take over the public file: it names the
	// host's address or certificates.
	Channel bool `json:"channel"`
}

// renewalPause is how old a certificate has to be to be renewed: so the same command
// finishes an interrupted one, and given twice it does nothing more.
const renewalPause = 24 * time.Hour

// inForce returns the host at the place where the channel's configuration names it: its
// former one, until that has changed. If the host is about to listen on all addresses it
// does so already: it is reached at both.
func (h Host) inForce(view channel.View) Host {
	for _, known := range view.Hosts {
		address, _, err := net.SplitHostPort(known.Peer)
		if err != nil || known.Name != h.Name || h.Former.Address == "" || address != h.Former.Address {
			continue
		}
		h.Address = h.Former.Address
		if ip, err := netip.ParseAddr(h.Listen); err != nil || !ip.IsUnspecified() {
			h.Listen = h.Former.Listen
		}
	}
	return h
}

// movedTo returns the host with another place. Its former one is where the channel, if it
// takes part in one, names it.
func (h Host) movedTo(to Place, view *channel.View) Host {
	former := Place{h.Address, h.Listen}
	if view != nil && h.inForce(*view).Address != h.Address {
		former = h.Former
	}
	h.Address, h.Listen, h.Former = to.Address, to.Listen, former
	if view == nil || former.Address == to.Address {
		h.Former = Place{}
	}
	return h
}

// MoveHost gives the folder's host another address, and certificates that are good for both.
// An empty address to listen on is the new one, if that is an IP address, or stays if it is
// that of all addresses. With dry it says what it would do, and changes nothing. What an
// interrupted call has done stays done.
func MoveHost(home Home, dir Dir, to Place, dry bool) (Move, error) {
	return reissue(home, dir, dry, func(h Host, view *channel.View) (Host, keys.Renewal) {
		if ip, err := netip.ParseAddr(h.Listen); to.Listen == "" && err == nil && ip.IsUnspecified() {
			to.Listen = h.Listen
		}
		to.Listen = Host{Address: to.Address, Listen: to.Listen}.WithDefaults().Listen
		moved := h.movedTo(to, view)
		wanted := []string{moved.Address}
		if moved.Former.Address != "" {
			wanted = append(wanted, moved.Former.Address)
		}
		return moved, keys.Renewal{From: append(h.addresses(), wanted...), To: wanted}
	})
}

// RenewHost has all certificates of the host's nodes and administrators issued for another
// term, but for those that are younger than a day. An orderer's identity that the channel
// names, with BFT, stays: the orderer is taken out first, and added again. With dry it says
// what it would do, and changes nothing.
func RenewHost(home Home, dir Dir, dry bool) (Move, error) {
	return renewHost(home, dir, time.Now().Add(-renewalPause), dry)
}

// renewHost is RenewHost of certificates that were issued before a time.
func renewHost(home Home, dir Dir, before time.Time, dry bool) (Move, error) {
	return reissue(home, dir, dry, func(h Host, _ *channel.View) (Host, keys.Renewal) { return h, keys.Renewal{Before: before} })
}

// addresses are those under which the host is reached.
func (h Host) addresses() []string {
	if h.Former.Address == "" {
		return []string{h.Address}
	}
	return []string{h.Address, h.Former.Address}
}

// reissue changes the folder's host as change says: first its certificates, then its
// settings, at last its public file. So the settings never name an address for which there
// are no certificates, and the file, by which others know the host, is as true as before
// until it is replaced.
func reissue(home Home, dir Dir, dry bool, change func(Host, *channel.View) (Host, keys.Renewal)) (Move, error) {
	dir, err := dir.resolve()
	if err != nil {
		return Move{}, err
	}
	if _, err := os.Stat(dir.host()); errors.Is(err, fs.ErrNotExist) {
		return Move{}, words.Of("host.absent", "folder", dir)
	}
	if !dry {
		unlock, err := dir.lock()
		if err != nil {
			return Move{}, err
		}
		defer unlock()
	}
	saved, err := readHost(dir)
	if err != nil {
		return Move{}, err
	}
	view, err := viewIfAny(dir)
	if err != nil {
		return Move{}, err
	}
	host, renewal := change(saved, view)
	if renewal.Store, err = home.keyStore(saved); err != nil {
		return Move{}, err
	}
	if err := host.Validate(); err != nil {
		return Move{}, err
	}
	now := time.Now()
	move, err := planMove(dir, host, view, renewal, now)
	if err != nil || dry {
		return move, err
	}
	return move, move.make(dir, host, now)
}

// planMove says what is to be done.
func planMove(dir Dir, host Host, view *channel.View, renewal keys.Renewal, now time.Time) (Move, error) {
	move := Move{Host: host.Name, Place: Place{host.Address, host.Listen}, Channel: view != nil, Kept: namedIdentities(host, view)}
	if host.Former.Address != "" {
		move.Former = &host.Former
	}
	renewal.Keep = func(certificate *x509.Certificate) bool {
		return slices.Contains(certificate.Subject.OrganizationalUnit, "orderer") && slices.Contains(move.Kept, certificate.Subject.CommonName)
	}
	for _, folder := range []string{dir.organization(host.Name), dir.ordererOrganization(host.ordering())} {
		planned, err := renewal.Plan(folder, now)
		if err != nil {
			return Move{}, err
		}
		move.Certificates = append(move.Certificates, planned...)
	}
	return move, nil
}

// make does what is planned.
func (m *Move) make(dir Dir, host Host, now time.Time) error {
	for _, certificate := range m.Certificates {
		if err := certificate.Issue(now); err != nil {
			return err
		}
	}
	if err := writeHost(dir, host); err != nil {
		return err
	}
	stands, err := publicFileIsTrue(dir, host)
	if err != nil {
		return err
	}
	if err := makePublicFile(dir, host, !stands); err != nil {
		return err
	}
	file, err := readPublicFile(dir, host)
	m.PublicFile = &file
	return err
}

// publicFileIsTrue reports whether the host's public file says what it would say now, and is
// still good.
func publicFileIsTrue(dir Dir, host Host) (bool, error) {
	content, err := os.ReadFile(dir.hostFile(host.Name))
	if err != nil {
		return false, nil //nolint:nilerr // then it is written
	}
	file, err := hostfile.Parse(content)
	if err != nil || !time.Now().Before(file.Until) {
		return false, nil //nolint:nilerr // likewise
	}
	now, err := publicFile(dir, host, file.Until)
	if err != nil {
		return false, err
	}
	one, err := file.Fingerprint()
	if err != nil {
		return false, err
	}
	other, err := now.Fingerprint()
	return one == other, err
}

// viewIfAny returns who takes part in the host's channel; nil if it has agreed to none.
func viewIfAny(dir Dir) (*channel.View, error) {
	view, err := readView(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &view, err
}

// namedIdentities returns the host's orderers whose identities the channel names: with BFT
// others know an orderer that takes part by it, to the letter.
func namedIdentities(host Host, view *channel.View) []string {
	if view == nil || view.Consensus != channel.BFT {
		return nil
	}
	var all []string
	for _, orderer := range view.Orderers {
		if orderer.Organization == host.ordering() && orderer.Orders {
			all = append(all, orderer.Name)
		}
	}
	return all
}
