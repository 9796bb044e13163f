package deploy

import (
	"fmt"
	"strings"
)

// The types below are the part of Kubernetes's API that is used here.

type statefulSetSpec struct {
	ServiceName   string      `yaml:"serviceName"`
	Replicas      int         `yaml:"replicas"`
	Selector      selector    `yaml:"selector"`
	Retention     retention   `yaml:"persistentVolumeClaimRetentionPolicy"`
	Template      podTemplate `yaml:"template"`
	VolumesClaims []claim     `yaml:"volumeClaimTemplates"`
}

// retention keeps the volume when the set is deleted: it holds the host's keys.
type retention struct {
	WhenDeleted string `yaml:"whenDeleted"`
	WhenScaled  string `yaml:"whenScaled"`
}

type podTemplate struct {
	Metadata metadata `yaml:"metadata"`
	Spec     podSpec  `yaml:"spec"`
}

type podSpec struct {
	AutomountServiceAccountToken bool        `yaml:"automountServiceAccountToken"`
	EnableServiceLinks           bool        `yaml:"enableServiceLinks"`
	TerminationGracePeriod       int         `yaml:"terminationGracePeriodSeconds"`
	HostAliases                  []hostAlias `yaml:"hostAliases,omitempty"`
	SecurityContext              podSecurity `yaml:"securityContext"`
	InitContainers               []container `yaml:"initContainers"`
	Containers                   []container `yaml:"containers"`
	Volumes                      []volume    `yaml:"volumes"`
}

type hostAlias struct {
	IP        string   `yaml:"ip"`
	Hostnames []string `yaml:"hostnames"`
}

type podSecurity struct {
	RunAsNonRoot        bool    `yaml:"runAsNonRoot"`
	RunAsUser           int     `yaml:"runAsUser"`
	RunAsGroup          int     `yaml:"runAsGroup"`
	FSGroup             int     `yaml:"fsGroup"`
	FSGroupChangePolicy string  `yaml:"fsGroupChangePolicy"`
	SeccompProfile      profile `yaml:"seccompProfile"`
}

type profile struct {
	Type string `yaml:"type"`
}

type container struct {
	Name            string            `yaml:"name"`
	Image           string            `yaml:"image"`
	Command         []string          `yaml:"command"`
	WorkingDir      string            `yaml:"workingDir,omitempty"`
	Env             []variable        `yaml:"env,omitempty"`
	Ports           []containerPort   `yaml:"ports,omitempty"`
	StartupProbe    *probe            `yaml:"startupProbe,omitempty"`
	ReadinessProbe  *probe            `yaml:"readinessProbe,omitempty"`
	LivenessProbe   *probe            `yaml:"livenessProbe,omitempty"`
	Resources       resources         `yaml:"resources"`
	SecurityContext containerSecurity `yaml:"securityContext"`
	VolumeMounts    []mount           `yaml:"volumeMounts"`
}

type variable struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

type containerPort struct {
	Name          string `yaml:"name"`
	ContainerPort int    `yaml:"containerPort"`
}

type probe struct {
	Exec             execAction `yaml:"exec"`
	PeriodSeconds    int        `yaml:"periodSeconds"`
	TimeoutSeconds   int        `yaml:"timeoutSeconds"`
	FailureThreshold int        `yaml:"failureThreshold"`
}

type execAction struct {
	Command []string `yaml:"command"`
}

type resources struct {
	Requests map[string]string `yaml:"requests"`
	Limits   map[string]string `yaml:"limits"`
}

type containerSecurity struct {
	AllowPrivilegeEscalation bool                `yaml:"allowPrivilegeEscalation"`
	ReadOnlyRootFilesystem   bool                `yaml:"readOnlyRootFilesystem"`
	Capabilities             map[string][]string `yaml:"capabilities"`
}

type mount struct {
	Name      string `yaml:"name"`
	MountPath string `yaml:"mountPath"`
	SubPath   string `yaml:"subPath,omitempty"`
	ReadOnly  bool   `yaml:"readOnly,omitempty"`
}

type volume struct {
	Name     string        `yaml:"name"`
	EmptyDir *emptyDir     `yaml:"emptyDir,omitempty"`
	Secret   *secretVolume `yaml:"secret,omitempty"`
}

type emptyDir struct {
	SizeLimit string `yaml:"sizeLimit"`
}

type secretVolume struct {
	SecretName  string `yaml:"secretName"`
	DefaultMode int    `yaml:"defaultMode"`
	Optional    bool   `yaml:"optional"`
}

type claim struct {
	Metadata metadata  `yaml:"metadata"`
	Spec     claimSpec `yaml:"spec"`
}

type claimSpec struct {
	AccessModes      []string       `yaml:"accessModes"`
	StorageClassName string         `yaml:"storageClassName,omitempty"`
	Resources        claimResources `yaml:"resources"`
}

type claimResources struct {
	Requests map[string]string `yaml:"requests"`
}

// Names of the pod's volumes.
const (
	folderVolume  = "folder"
	secretsVolume = "secret"
	tmpVolume     = "tmp-" // one for each container
)

// statefulSet is the host's pod and its volume.
func (h Host) statefulSet(o KubernetesOptions) object {
	spec := podSpec{
		TerminationGracePeriod: stopSeconds + 15,
		SecurityContext: podSecurity{
			RunAsNonRoot: true, RunAsUser: podUser, RunAsGroup: podUser, FSGroup: podUser,
			FSGroupChangePolicy: "OnRootMismatch", SeccompProfile: profile{"RuntimeDefault"},
		},
		InitContainers: []container{h.restorer(o.Images), h.podConfigurer(o.Images)},
		Containers:     []container{h.podOperator(o.Images)},
		Volumes:        []volume{{Name: secretsVolume, Secret: &secretVolume{h.object(), 0o400, true}}},
	}
	if h.isNamed() { // the host reaches itself without leaving its pod
		spec.HostAliases = []hostAlias{{"127.0.0.1", []string{h.Address}}}
	}
	for _, s := range h.Services {
		spec.Containers = append(spec.Containers, h.contained(s, o.Images))
	}
	for _, c := range append(spec.InitContainers, spec.Containers...) {
		spec.Volumes = append(spec.Volumes, volume{Name: tmpVolume + c.Name, EmptyDir: &emptyDir{"64Mi"}})
	}
	return h.newObject("apps/v1", "StatefulSet", h.object(), statefulSetSpec{
		ServiceName: h.object(), Replicas: 1, Selector: selector{h.selector()}, Retention: retention{"Retain", "Retain"},
		Template: podTemplate{metadata{Labels: h.labels()}, spec},
		VolumesClaims: []claim{{metadata{Name: folderVolume, Labels: h.selector()}, claimSpec{
			[]string{"ReadWriteOnce"}, o.Class, claimResources{map[string]string{"storage": o.Storage}},
		}}},
	})
}

func (h Host) newContainer(name, image string, request, limit int, mounts ...mount) container {
	mebibytes := func(n int) map[string]string { return map[string]string{"memory": fmt.Sprintf("%dMi", n)} }
	c := container{
		Name: name, Image: image, Resources: resources{mebibytes(request), mebibytes(limit)},
		SecurityContext: containerSecurity{ReadOnlyRootFilesystem: true, Capabilities: map[string][]string{"drop": {"ALL"}}},
		VolumeMounts:    append(mounts, mount{Name: tmpVolume + name, MountPath: "/tmp"}),
	}
	c.Resources.Requests["cpu"] = "50m"
	return c
}

// restorer unpacks the secret onto an empty volume.
func (h Host) restorer(images Images) container {
	c := h.newContainer("restore", images.of(tool), 32, 128,
		mount{Name: folderVolume, MountPath: volumeRoot}, mount{Name: secretsVolume, MountPath: "/run/registry", ReadOnly: true})
	c.Command = []string{h.network(), "--dir", h.Folder, "host", "restore", secretFile}
	return c
}

func (h Host) podConfigurer(images Images) container {
	c := h.newContainer("configure", images.of(tool), 32, 256, mount{Name: folderVolume, MountPath: volumeRoot})
	c.Command = []string{h.network(), "--dir", h.Folder, "host", "configure"}
	return c
}

// podOperator waits for the operator's commands: kubectl exec.
func (h Host) podOperator(images Images) container {
	c := h.newContainer(Operator, images.of(tool), 32, 512, mount{Name: folderVolume, MountPath: volumeRoot})
	c.Command = []string{h.network(), "host", "hold"}
	c.Env = []variable{{"HOME", "/tmp"}}
	return c
}

// contained is the container of one service.
func (h Host) contained(s Service, images Images) container {
	usual, limit := s.memory()
	mounts := []mount{h.part(s.Folder, false)}
	for _, path := range s.Reads {
		mounts = append(mounts, h.part(path, true))
	}
	c := h.newContainer(s.part(), images.of(s.Kind), usual, limit, mounts...)
	c.Command, c.WorkingDir = h.run(s), s.Folder
	for _, text := range s.Env {
		name, value, _ := strings.Cut(text, "=")
		c.Env = append(c.Env, variable{name, value})
	}
	if s.Public {
		c.Ports = []containerPort{{s.part(), s.Port}}
	}
	probed := func(period, failures int) *probe {
		return &probe{execAction{h.listening(s)}, period, 5, failures}
	}
	c.StartupProbe, c.ReadinessProbe, c.LivenessProbe = probed(2, 150), probed(10, 1), probed(20, 3)
	return c
}

// part mounts a part of the host's folder at its own path.
func (h Host) part(path string, readOnly bool) mount {
	return mount{Name: folderVolume, MountPath: path, SubPath: strings.TrimPrefix(path, volumeRoot+"/"), ReadOnly: readOnly}
}
