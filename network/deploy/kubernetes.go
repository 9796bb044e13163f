package deploy

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"allianceregistry/network/words"
)

// KubernetesOptions are what manifests take beside the host.
type KubernetesOptions struct {
	Images  Images
	Storage string // size of the volume, such as 20Gi
	Class   string // its storage class; empty for the cluster's default
}

var (
	storageSize  = regexp.MustCompile(`^[1-9][0-9]{0,6}(Mi|Gi|Ti)$`)
	storageClass = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)
)

func (o KubernetesOptions) check() error {
	if err := o.Images.Check(); err != nil {
		return err
	}
	if !storageSize.MatchString(o.Storage) {
		return words.Of("deploy.storage", "size", o.Storage)
	}
	if o.Class != "" && !storageClass.MatchString(o.Class) {
		return words.Of("deploy.class", "class", o.Class)
	}
	return nil
}

// volumeRoot is where the volume is mounted: where the programs look for the host. Its folder
// is one below it, since the root of a volume belongs to whoever made the volume.
const volumeRoot = ImageHome + "/.network"

// secretFile is the archive of the host's folder as the host brings it along.
const secretFile = "/run/registry/host.tar"

// podUser is the id of the user and of the group of all containers.
const podUser = 10001

// Kubernetes returns the manifests of a host: one pod, in which orderer, peers, CA and
// chaincode share one loopback interface, with one volume. A host is what fails and what is
// replaced as a whole, and its orderer and its peers count once among the other hosts' in any
// case; several pods would need the chaincode and the operations ports open to each other.
func Kubernetes(h Host, o KubernetesOptions) ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	if err := h.checkContainers(); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if strings.HasSuffix(h.Name, "-") { // the only name of a host that is none of an object
		return nil, words.Of("deploy.name", "host", h.Name)
	}
	for _, s := range h.Services {
		for _, read := range s.Reads { // the pod has the host's folder, and nothing else of the machine
			if !strings.HasPrefix(read, h.Folder+"/") {
				return nil, words.Of("deploy.outside", "file", read, "folder", h.Folder)
			}
		}
	}
	folder := h.Folder
	h = h.At(volumeRoot+"/"+h.Name, ImageHome)
	var out bytes.Buffer
	fmt.Fprintf(&out, kubernetesHead, h.Name, h.object(), folder)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	for _, object := range []any{h.budget(), h.policy(), h.headless(), h.balanced(), h.statefulSet(o)} {
		if err := encoder.Encode(object); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), encoder.Close()
}

const kubernetesHead = `# Host %[1]s on Kubernetes. Written by ` + "`network host kubernetes`" + `.
#
# No secret is in here. The host's folder comes in a secret of its own, made from the machine
# on which the host was made, after it agreed to the channel:
#
#   tar -C %[3]s --exclude=./processes -cf host.tar .
#   kubectl create secret generic %[2]s --from-file=host.tar
#   kubectl apply -f FILE
#   kubectl exec -it %[2]s-0 -c operator -- network host start
#
# On its first start the pod unpacks it onto its volume, which from then on is the host's
# folder: the secret may be deleted then, and host.tar belongs into a safe.
`

// object is the name of the host's objects.
func (h Host) object() string { return Object(h.Name) }

// Object is the name of a host's objects in Kubernetes; its pod has it with -0 behind.
func Object(host string) string { return "registry-" + host }

type metadata struct {
	Name   string            `yaml:"name,omitempty"`
	Labels map[string]string `yaml:"labels,omitempty"`
}

type object struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Metadata   metadata `yaml:"metadata"`
	Spec       any      `yaml:"spec"`
}

// Names of labels.
const (
	nameLabel    = "app.kubernetes.io/name"
	hostLabel    = "app.kubernetes.io/instance"
	channelLabel = "app.kubernetes.io/part-of"
)

// labels are on everything of the host; selector finds its pod.
func (h Host) labels() map[string]string {
	return map[string]string{nameLabel: "alliance-registry", hostLabel: h.object(), channelLabel: label(h.Channel)}
}

// label is a channel's name as a label: of at most 63 characters, the last not a dot.
func label(name string) string { return strings.TrimRight(name[:min(len(name), 63)], ".-") }

func (h Host) selector() map[string]string {
	return map[string]string{nameLabel: "alliance-registry", hostLabel: h.object()}
}

func (h Host) newObject(api, kind, name string, spec any) object {
	return object{APIVersion: api, Kind: kind, Metadata: metadata{name, h.labels()}, Spec: spec}
}

type selector struct {
	MatchLabels map[string]string `yaml:"matchLabels"`
}

// budget has a cluster evict one host of the channel at a time. It is named after the
// channel, so that hosts in one namespace have one budget: a pod that two budgets select
// cannot be evicted at all.
func (h Host) budget() object {
	type spec struct {
		MaxUnavailable int      `yaml:"maxUnavailable"`
		Selector       selector `yaml:"selector"`
	}
	channel := label(h.Channel)
	budget := h.newObject("policy/v1", "PodDisruptionBudget", "registry-channel-"+channel, spec{
		1, selector{map[string]string{nameLabel: "alliance-registry", channelLabel: channel}},
	})
	delete(budget.Metadata.Labels, hostLabel) // it is every host's
	return budget
}

type policyPort struct {
	Protocol string `yaml:"protocol"`
	Port     string `yaml:"port"`
}

// policy keeps other pods from every port but the public ones.
func (h Host) policy() object {
	type rule struct {
		Ports []policyPort `yaml:"ports"`
	}
	type spec struct {
		PodSelector selector `yaml:"podSelector"`
		PolicyTypes []string `yaml:"policyTypes"`
		Ingress     []rule   `yaml:"ingress"`
	}
	var ports []policyPort
	for _, s := range h.public() {
		ports = append(ports, policyPort{"TCP", s.part()})
	}
	return h.newObject("networking.k8s.io/v1", "NetworkPolicy", h.object(), spec{selector{h.selector()}, []string{"Ingress"}, []rule{{ports}}})
}

type servicePort struct {
	Name       string `yaml:"name"`
	Port       int    `yaml:"port"`
	TargetPort string `yaml:"targetPort"`
}

type serviceSpec struct {
	Type                     string            `yaml:"type,omitempty"`
	ClusterIP                string            `yaml:"clusterIP,omitempty"`
	ExternalTrafficPolicy    string            `yaml:"externalTrafficPolicy,omitempty"`
	PublishNotReadyAddresses bool              `yaml:"publishNotReadyAddresses"`
	Selector                 map[string]string `yaml:"selector"`
	Ports                    []servicePort     `yaml:"ports"`
}

// headless gives the pod its name.
func (h Host) headless() object {
	return h.newObject("v1", "Service", h.object(), serviceSpec{
		ClusterIP: "None", PublishNotReadyAddresses: true, Selector: h.selector(), Ports: h.servicePorts(),
	})
}

// balanced is where the other hosts reach this one: its address has to lead here. Ports are
// served also while the pod is not ready, for one container that is not would take away
// all others.
func (h Host) balanced() object {
	return h.newObject("v1", "Service", h.object()+"-public", serviceSpec{
		Type: "LoadBalancer", ExternalTrafficPolicy: "Local", PublishNotReadyAddresses: true, Selector: h.selector(), Ports: h.servicePorts(),
	})
}

func (h Host) servicePorts() []servicePort {
	var ports []servicePort
	for _, s := range h.public() {
		ports = append(ports, servicePort{s.part(), s.Port, s.part()})
	}
	return ports
}
