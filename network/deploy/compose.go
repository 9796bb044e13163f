package deploy

import (
	"bytes"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"allianceregistry/network/words"
)

// ComposeOptions are what a compose file takes beside the host.
type ComposeOptions struct {
	Images  Images
	User    string // UID:GID, to whom the host's folder belongs
	Publish string // IP address of the machine on which the ports are published; empty for all
	Network string // an existing network that the host joins instead, under its address
}

var userIDs = regexp.MustCompile(`^[1-9][0-9]{0,8}:[1-9][0-9]{0,8}$`)

func (o ComposeOptions) check(h Host) error {
	if err := o.Images.Check(); err != nil {
		return err
	}
	if !userIDs.MatchString(o.User) {
		return words.Of("deploy.ids", "user", o.User, "folder", h.Folder)
	}
	if _, err := netip.ParseAddr(o.Publish); o.Publish != "" && err != nil {
		return words.Of("deploy.publish", "address", o.Publish)
	}
	if o.Network != "" && !networkName.MatchString(o.Network) {
		return words.Of("deploy.network", "network", o.Network)
	}
	return nil
}

var networkName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$`)

// holder is the container that has the network which all others share. It does nothing
// else, so that nothing can end it: whoever shares the network of a container loses it when
// that container is restarted.
const holder = "net"

// Names of the other containers beside the host's services.
const (
	configurer = "configure" // writes the configuration, and ends
	Operator   = "operator"  // the operator's commands: docker compose run --rm operator …
)

// Compose returns a compose file for a host. The host's folder is mounted under the path
// that it has on the machine: paths in connection profiles mean the same inside and outside.
func Compose(h Host, o ComposeOptions) ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	if err := h.checkContainers(); err != nil {
		return nil, err
	}
	if err := o.check(h); err != nil {
		return nil, err
	}
	h = h.At(h.Folder, ImageHome)
	file := composeFile{Services: map[string]composeService{
		holder: h.holder(o), configurer: h.configurer(o), Operator: h.operator(o),
	}}
	for _, s := range h.Services {
		file.Services[s.part()] = h.composed(s, o)
	}
	if o.Network != "" {
		file.Networks = map[string]composeNetwork{"hosts": {External: true, Name: o.Network}}
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, composeHead, h.Name)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(file); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

const composeHead = `# Host %s in containers. Written by ` + "`network host compose`" + `; the next call overwrites it: put
# changes into a compose.override.yaml beside it.
#
#   docker compose up -d
#   docker compose run --rm operator host start      joins the channel
#   docker compose run --rm operator status
#
# All containers share the network of the first, net: 127.0.0.1 is this host's own, and only
# the ports below are reached from outside. Should net itself be restarted, the others have
# to be, too: docker compose up -d --force-recreate.
#
# No secret is in here. Keys lie in the host's folder, of which each container sees its own.
`

// The types below are the part of the compose specification that is used here.
type composeFile struct {
	Services map[string]composeService `yaml:"services"`
	Networks map[string]composeNetwork `yaml:"networks,omitempty"`
}

type composeNetwork struct {
	External bool   `yaml:"external"`
	Name     string `yaml:"name"`
}

type composeService struct {
	Image       string                       `yaml:"image"`
	Profiles    []string                     `yaml:"profiles,omitempty"`
	Entrypoint  []string                     `yaml:"entrypoint,omitempty"`
	Command     []string                     `yaml:"command"`
	User        string                       `yaml:"user"`
	WorkingDir  string                       `yaml:"working_dir,omitempty"`
	NetworkMode string                       `yaml:"network_mode,omitempty"`
	Networks    map[string]composeMembership `yaml:"networks,omitempty"`
	Ports       []string                     `yaml:"ports,omitempty"`
	ExtraHosts  []string                     `yaml:"extra_hosts,omitempty"`
	DependsOn   map[string]composeDependency `yaml:"depends_on,omitempty"`
	Environment []string                     `yaml:"environment,omitempty"`
	Volumes     []composeVolume              `yaml:"volumes,omitempty"`
	Healthcheck *composeHealth               `yaml:"healthcheck,omitempty"`
	Restart     string                       `yaml:"restart"`
	StopGrace   string                       `yaml:"stop_grace_period,omitempty"`
	ReadOnly    bool                         `yaml:"read_only"`
	TmpFS       []string                     `yaml:"tmpfs,omitempty"`
	CapDrop     []string                     `yaml:"cap_drop"`
	SecurityOpt []string                     `yaml:"security_opt"`
	PidsLimit   int                          `yaml:"pids_limit"`
	MemoryLimit string                       `yaml:"mem_limit"`
	ULimits     map[string]int               `yaml:"ulimits"`
	Logging     composeLogging               `yaml:"logging"`
}

type composeMembership struct {
	Aliases []string `yaml:"aliases"`
}

type composeDependency struct {
	Condition string `yaml:"condition"`
}

type composeVolume struct {
	Type     string `yaml:"type"`
	Source   string `yaml:"source"`
	Target   string `yaml:"target"`
	ReadOnly bool   `yaml:"read_only,omitempty"`
}

type composeHealth struct {
	Test        []string `yaml:"test"`
	Interval    string   `yaml:"interval"`
	Timeout     string   `yaml:"timeout"`
	Retries     int      `yaml:"retries"`
	StartPeriod string   `yaml:"start_period"`
}

type composeLogging struct {
	Driver  string            `yaml:"driver"`
	Options map[string]string `yaml:"options"`
}

// confined is what every container has.
func confined(image string, o ComposeOptions, memory int) composeService {
	return composeService{
		Image: image, User: o.User, Restart: "unless-stopped", ReadOnly: true, CapDrop: []string{"ALL"},
		SecurityOpt: []string{"no-new-privileges:true"}, PidsLimit: maxTasks, MemoryLimit: fmt.Sprintf("%dm", memory),
		ULimits: map[string]int{"core": 0}, // it would hold keys; of open files engines allow many
		Logging: composeLogging{Driver: "json-file", Options: map[string]string{"max-size": "10m", "max-file": "5"}},
	}
}

func (h Host) holder(o ComposeOptions) composeService {
	s := confined(o.Images.of(tool), o, 64)
	s.Command = []string{h.network(), "host", "hold"}
	if h.isNamed() { // the host reaches itself without leaving its network
		s.ExtraHosts = []string{h.Address + ":127.0.0.1"}
	}
	if o.Network != "" {
		s.Networks = map[string]composeMembership{"hosts": {Aliases: []string{h.Address}}}
		return s
	}
	for _, public := range h.public() {
		port := strconv.Itoa(public.Port)
		s.Ports = append(s.Ports, published(o.Publish)+port+":"+port)
	}
	return s
}

// published is the address before a published port.
func published(address string) string {
	switch {
	case address == "":
		return ""
	case strings.Contains(address, ":"):
		return "[" + address + "]:"
	}
	return address + ":"
}

func (h Host) configurer(o ComposeOptions) composeService {
	s := confined(o.Images.of(tool), o, 256)
	s.Command = []string{h.network(), "--dir", h.Folder, "host", "configure"}
	s.NetworkMode, s.Restart, s.TmpFS = "none", "no", []string{"/tmp"}
	s.Volumes = []composeVolume{mounted(h.Folder, false)}
	return s
}

func (h Host) operator(o ComposeOptions) composeService {
	s := confined(o.Images.of(tool), o, 512)
	s.Profiles, s.Restart, s.TmpFS = []string{Operator}, "no", []string{"/tmp"}
	s.Entrypoint, s.Command = []string{h.network(), "--dir", h.Folder}, []string{"status"}
	s.NetworkMode = "service:" + holder
	s.DependsOn = map[string]composeDependency{holder: {"service_started"}}
	s.Environment = []string{"HOME=/tmp"}
	s.Volumes = []composeVolume{mounted(h.Folder, false)}
	return s
}

// composed is the container of one service.
func (h Host) composed(service Service, o ComposeOptions) composeService {
	_, memory := service.memory()
	s := confined(o.Images.of(service.Kind), o, memory)
	s.Command, s.WorkingDir, s.NetworkMode = h.run(service), service.Folder, "service:"+holder
	s.DependsOn = map[string]composeDependency{holder: {"service_started"}, configurer: {"service_completed_successfully"}}
	for _, kind := range service.startsAfter() {
		s.DependsOn[kind] = composeDependency{"service_started"}
	}
	for _, variable := range service.Env {
		s.Environment = append(s.Environment, strings.ReplaceAll(variable, "$", "$$"))
	}
	s.Volumes = []composeVolume{mounted(service.Folder, false)}
	for _, path := range service.Reads {
		s.Volumes = append(s.Volumes, mounted(path, true))
	}
	s.TmpFS, s.StopGrace = []string{"/tmp"}, fmt.Sprintf("%ds", stopSeconds)
	// A check starts a program in the container, and one that takes too long is not ended by
	// every engine: asked for more often, a dozen services on a busy machine keep it busy.
	s.Healthcheck = &composeHealth{
		Test: append([]string{"CMD"}, h.listening(service)...), Interval: "30s", Timeout: "15s", Retries: 3, StartPeriod: "1m",
	}
	return s
}

// mounted is a folder or a file at its own path.
func mounted(path string, readOnly bool) composeVolume {
	return composeVolume{Type: "bind", Source: path, Target: path, ReadOnly: readOnly}
}

// numbers are ports as words of a command line.
func numbers(ports []int) []string {
	var all []string
	for _, port := range ports {
		all = append(all, strconv.Itoa(port))
	}
	return all
}
