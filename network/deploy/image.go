package deploy

import (
	"regexp"
	"strings"

	"allianceregistry/network/words"
)

// Images are built by scripts/images.sh, one for each kind of service and one, `network`,
// with all programs, for the operator.
type Images struct {
	Prefix string // before the kind: localhost/alliance-registry/, registry.example:5000/ledger-
	Tag    string
}

// ImageHome is the folder with the programs in every image.
const ImageHome = "/registry"

// tool is the name of the operator's image.
const tool = "network"

var (
	imagePrefix = regexp.MustCompile(`^[a-z0-9][a-z0-9._/:-]{0,200}[/-]$`)
	imageTag    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
)

// Check refuses what no engine takes for an image's name.
func (i Images) Check() error {
	if !imagePrefix.MatchString(i.Prefix) || strings.Contains(i.Prefix, "//") {
		return words.Of("deploy.images", "prefix", i.Prefix)
	}
	if !imageTag.MatchString(i.Tag) {
		return words.Of("deploy.tag", "tag", i.Tag)
	}
	return nil
}

// of is the image of a kind of service, or of the operator's tools.
func (i Images) of(kind string) string { return i.Prefix + kind + ":" + i.Tag }

// run is the command of a service in its image. No engine sets the mode that new files get,
// and Fabric CA writes keys that anybody may read: so `network`, which sets it, becomes
// the service's program.
func (h Host) run(s Service) []string {
	if s.Token { // it is begun that way everywhere
		return append([]string{s.Program}, s.Args...)
	}
	return append([]string{h.network(), "host", "exec", "--", s.Program}, s.Args...)
}

// listening is the command that reports whether a service has opened its ports. It looks
// at the kernel's table, as `network status` does: a connection would leave a failed
// handshake in the service's log each time. It asks for no more than that, so that a
// service which answers slowly is not killed for it.
func (h Host) listening(s Service) []string {
	return append([]string{h.network(), "host", "listening"}, numbers(s.Ports)...)
}
