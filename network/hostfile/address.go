package hostfile

import (
	"net"
	"net/netip"
	"regexp"
	"strconv"

	"allianceregistry/network/words"
)

// Bounds of names, in bytes: those of nodes also stand in certificates as common names.
const (
	maxNode   = 64
	maxDomain = 253
)

var (
	domainName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
	// numeric is a name that ends as an IP address does: others may take it for one.
	numeric = regexp.MustCompile(`(^|\.)(0x[0-9a-f]*|[0-9]+)$`)
)

// ValidNode reports whether a peer or an orderer may have that name. It is a domain name,
// and so also the name of a folder that leads nowhere else.
func ValidNode(name string) bool { return len(name) <= maxNode && isDomain(name) }

func isDomain(name string) bool {
	return len(name) <= maxDomain && domainName.MatchString(name) && !numeric.MatchString(name)
}

// ParseAddress parses an address at which others reach a node: a domain name, an IPv4
// address or an IPv6 address in brackets, then a port. Each has one spelling, so that two
// addresses are equal if their texts are.
func ParseAddress(address string) (host string, port int, err error) {
	refused := words.Of("hostfile.address", "address", address)
	host, digits, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, refused
	}
	port, err = strconv.Atoi(digits)
	if err != nil || port < 1 || port > 65535 || net.JoinHostPort(host, strconv.Itoa(port)) != address {
		return "", 0, refused
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case err != nil && isDomain(host):
		return host, port, nil
	case err != nil || ip.Zone() != "" || ip.Is4In6() || ip.String() != host || ip.IsMulticast():
		return "", 0, refused
	case ip.IsUnspecified():
		return "", 0, words.Of("hostfile.everywhere", "address", address)
	}
	return host, port, nil
}
