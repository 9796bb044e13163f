// Package manifests reads what `network host compose` and `network host kubernetes` write
// as strictly as those who will: with the compose specification's own loader, and with
// Kubernetes's own types. They read the files to which the tests of network/deploy compare.
// The libraries for it are many, so they are here, and not in the project's module.
package manifests

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	names "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

const golden = "../../../network/deploy/testdata"

// files returns the golden files in a folder, by name.
func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(golden, folder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no files: %v", folder, err)
	}
	read := map[string][]byte{}
	for _, path := range paths {
		if read[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return read
}

func loadCompose(content []byte) (*types.Project, error) {
	return loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir: "/", ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: content}}, Environment: types.Mapping{},
	}, func(o *loader.Options) {
		o.SetProjectName("host", true)
		o.Profiles = []string{"*"}
	})
}

func TestCompose(t *testing.T) {
	for name, content := range files(t, "compose") {
		project, err := loadCompose(content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := 7
		if name == "twopeers.yaml" {
			want++
		}
		if len(project.Services) != want {
			t.Errorf("%s: %d services", name, len(project.Services))
		}
		for _, service := range project.Services {
			if service.Privileged || !service.ReadOnly || service.User == "" || len(service.CapDrop) != 1 || service.CapDrop[0] != "ALL" {
				t.Errorf("%s: %s is not confined", name, service.Name)
			}
			if len(service.Ports) > 0 && service.Name != "net" {
				t.Errorf("%s: %s publishes ports", name, service.Name)
			}
		}
		format := project.Services["orderer"].Environment["FABRIC_LOGGING_FORMAT"]
		if format == nil || *format != `%{time:15:04:05} "%{message}" $x` {
			t.Errorf("%s: a variable comes out otherwise: %v", name, format)
		}
	}
}

// TestComposeIsStrict shows that the loader would have found something.
func TestComposeIsStrict(t *testing.T) {
	content := files(t, "compose")["published.yaml"]
	for from, to := range map[string]string{
		"read_only: true\n    tmpfs": "readonly: true\n    tmpfs", "service:net": "service:nobody", "restart: unless-stopped": "restart: [1]",
		"condition: service_started": "condition: service_began",
	} {
		altered := strings.Replace(string(content), from, to, 1)
		if altered == string(content) {
			t.Fatalf("%q is not there", from)
		}
		if _, err := loadCompose([]byte(altered)); err == nil {
			t.Errorf("%q is accepted", to)
		}
	}
}

// decode reads an object strictly, as the server does when it is asked to.
func decode(document []byte) (metav1.Object, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		corev1.AddToScheme, appsv1.AddToScheme, policyv1.AddToScheme, networkingv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	serializer := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true})
	object, _, err := serializer.Decode(document, nil, nil)
	if err != nil {
		return nil, err
	}
	return object.(metav1.Object), nil
}

func documents(t *testing.T, content []byte) [][]byte {
	t.Helper()
	var all [][]byte
	for reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content))); ; {
		document, err := reader.Read()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, document)
	}
}

func TestKubernetes(t *testing.T) {
	for name, content := range files(t, "kubernetes") {
		var set *appsv1.StatefulSet
		all := documents(t, content)
		if len(all) != 5 {
			t.Errorf("%s: %d objects", name, len(all))
		}
		for _, document := range all {
			object, err := decode(document)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, document)
			}
			if wrong := names.IsDNS1123Subdomain(object.GetName()); wrong != nil {
				t.Errorf("%s: %s: %v", name, object.GetName(), wrong)
			}
			for _, wrong := range validation.ValidateLabels(object.GetLabels(), field.NewPath("labels")) {
				t.Errorf("%s: %s: %v", name, object.GetName(), wrong)
			}
			if found, ok := object.(*appsv1.StatefulSet); ok {
				set = found
			}
		}
		if set == nil {
			t.Fatalf("%s: no StatefulSet", name)
		}
		checkPod(t, name, set)
	}
}

// checkPod holds the pod to the restricted security standard, and its parts to each other.
func checkPod(t *testing.T, name string, set *appsv1.StatefulSet) {
	t.Helper()
	pod := set.Spec.Template.Spec
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	restricted := psa.LevelVersion{Level: psa.LevelRestricted, Version: psa.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(restricted, &set.Spec.Template.ObjectMeta, &pod) {
		if !result.Allowed {
			t.Errorf("%s: %s: %s", name, result.ForbiddenReason, result.ForbiddenDetail)
		}
	}
	volumes := map[string]bool{}
	for _, claim := range set.Spec.VolumeClaimTemplates {
		volumes[claim.Name] = true
	}
	for _, volume := range pod.Volumes {
		volumes[volume.Name] = true
	}
	for _, container := range append(pod.InitContainers, pod.Containers...) {
		if container.Resources.Limits.Memory().IsZero() || container.Resources.Requests.Cpu().IsZero() {
			t.Errorf("%s: %s has no limits", name, container.Name)
		}
		for _, mount := range container.VolumeMounts {
			if !volumes[mount.Name] {
				t.Errorf("%s: %s mounts %s, which is not there", name, container.Name, mount.Name)
			}
		}
		for _, port := range container.Ports {
			if wrong := names.IsValidPortName(port.Name); wrong != nil {
				t.Errorf("%s: port %s: %v", name, port.Name, wrong)
			}
		}
		for _, variable := range container.Env {
			if wrong := names.IsEnvVarName(variable.Name); wrong != nil {
				t.Errorf("%s: variable %s: %v", name, variable.Name, wrong)
			}
		}
	}
}

// TestKubernetesIsStrict shows that the types would have found something.
func TestKubernetesIsStrict(t *testing.T) {
	all := documents(t, files(t, "kubernetes")["default.yaml"])
	set := string(all[len(all)-1])
	for from, to := range map[string]string{
		"runAsNonRoot: true": "runAsNonroot: true", "replicas: 1": "replicas: one", "subPath:": "subpath:", "storage: 20Gi": "storage: 20 gigabytes",
	} {
		altered := strings.Replace(set, from, to, 1)
		if altered == set {
			t.Fatalf("%q is not there", from)
		}
		if _, err := decode([]byte(altered)); err == nil {
			t.Errorf("%q is accepted", to)
		}
	}
}
