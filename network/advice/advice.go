// Package advice says what an operator types to start a network's processes, to stop them
// and to read their logs.
//
// Which line is right depends on where it is typed. All hosts of a network on one machine
// come up together, by `up`. A host on a machine of its own comes up by `host start`, and
// `up` and `down` refuse its folder. Where another program runs the host's processes, that
// one is asked, and this project's program only does the rest. Whatever tells an operator
// what to type, a finding of the doctor or an error, takes the line from here.
package advice

import (
	"strings"

	"allianceregistry/network/deploy"
)

// Supervisors, as they are called in a host's folder.
const (
	Systemd    = "systemd"
	Compose    = "compose"
	Kubernetes = "kubernetes"
)

// Lines are the lines for one network's folder. Each is ready to be typed.
type Lines struct {
	Program    string // how a command of the network's program begins: scripts/network.sh --name …
	Host       string // whose own folder it is; empty where all hosts share one machine
	Supervisor string // who runs that host's processes; empty if the network's program does
}

// IsOwn reports whether the folder is that of a host on a machine of its own.
func (l Lines) IsOwn() bool { return l.Host != "" }

// Self is how a command of the network's program begins where the processes can be reached:
// those in containers share a network that the machine does not see.
func (l Lines) Self() string {
	switch l.Supervisor {
	case Compose:
		return "docker compose run --rm " + deploy.Operator
	case Kubernetes:
		return "kubectl exec -it " + l.pod() + " -c " + deploy.Operator + " -- network"
	}
	return l.Program
}

// Up brings up what does not run, and repairs what this program can repair.
func (l Lines) Up() string {
	switch {
	case !l.IsOwn():
		return l.Program + " up"
	case l.Supervisor == "":
		return l.Program + " host start"
	}
	return l.Start("") + " && " + l.Self() + " host start"
}

// Start starts a process that does not run; all of a host's if the name is empty.
func (l Lines) Start(process string) string {
	switch l.Supervisor {
	case Systemd:
		return "sudo systemctl start " + l.unit(process)
	case Compose:
		return words("docker compose up -d", kind(process))
	case Kubernetes: // the containers of a pod start together
		return "kubectl scale statefulset " + deploy.Object(l.Host) + " --replicas 1"
	}
	if process == "" {
		return l.Up()
	}
	return l.Program + " start " + process
}

// Stop stops a process, or all.
func (l Lines) Stop(process string) string {
	switch l.Supervisor {
	case Systemd:
		return "sudo systemctl stop " + l.unit(process)
	case Compose:
		return words("docker compose stop", kind(process))
	case Kubernetes:
		return "kubectl scale statefulset " + deploy.Object(l.Host) + " --replicas 0"
	}
	return words(l.Program+" stop", process)
}

// Restart stops a process, or all, and starts it with the configuration of the release that
// is installed.
func (l Lines) Restart(process string) string {
	switch l.Supervisor {
	case Systemd:
		return "sudo systemctl restart " + l.unit(process)
	case Compose:
		return words("docker compose up -d --force-recreate", kind(process))
	case Kubernetes:
		return "kubectl delete pod " + l.pod()
	}
	return words(l.Program+" restart", process)
}

// Logs shows what a process has written.
func (l Lines) Logs(process string) string {
	switch l.Supervisor {
	case Systemd:
		if process == "" {
			return "journalctl -u '" + deploy.Unit(l.Host, "*") + "'"
		}
		return "journalctl -u " + l.unit(process)
	case Compose:
		return words("docker compose logs", kind(process))
	case Kubernetes:
		if process == "" {
			return "kubectl logs " + l.pod() + " --all-containers"
		}
		return "kubectl logs " + l.pod() + " -c " + kind(process)
	}
	return words(l.Program+" logs", process)
}

// Build builds the programs that the processes run.
func (l Lines) Build() string {
	if l.Supervisor == Compose || l.Supervisor == Kubernetes {
		return "scripts/images.sh"
	}
	return "scripts/build.sh"
}

// pod is the one in which the host runs.
func (l Lines) pod() string { return deploy.Object(l.Host) + "-0" }

// unit is a process's, or the target of all.
func (l Lines) unit(process string) string {
	if process == "" {
		return deploy.Unit(l.Host, "") + ".target"
	}
	return deploy.Unit(l.Host, kind(process))
}

// kind is a process's kind, by which supervisors know it: peer of peer.industry.
func kind(process string) string {
	kind, _, _ := strings.Cut(process, ".")
	return kind
}

// words are parts of a line, of which the second may be empty.
func words(line, last string) string {
	if last == "" {
		return line
	}
	return line + " " + last
}
