package network

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// Process is one process of a network. Its pid file identifies it by pid and start time,
// not by the pid or the working directory alone. A third word in it stands for what it
// started with: see Moved.
type Process struct {
	Name       string   // peer.association, orderer1 …
	Kind       string   // orderer, ca, peer or chaincode
	Host       string   // the host that it belongs to; empty for an orderer of no host
	Address    string   // where clients connect, host:port
	Listen     string   // the IP address of Port; the other ports are on loopback
	Port       int      // the one that clients connect to
	Ports      []int    // all that it opens, Port among them
	Operations int      // the operations port; 0 if it has none
	TLSRoot    string   // PEM file: the CA of its TLS certificates
	Operator   string   // folder of the only key pair that Operations accepts
	TLS        string   // PEM file: its own TLS certificate
	Folder     string   // working directory, with pid file and log
	Program    string   // absolute path
	Args       []string // without the program itself
	Env        []string // its whole environment
	Token      bool     // it signs with keys in the host's PKCS #11 token
	HostMoved  bool     // its host was reached at another address before
	Supervisor string   // another program that starts and stops it; empty if this one does
}

// stopTimeout is how long a process that was asked to stop has before it is killed.
const stopTimeout = 10 * time.Second

// Log is the file with the process's output.
func (p Process) Log() string { return filepath.Join(p.Folder, "log") }

func (p Process) pidFile() string { return filepath.Join(p.Folder, "pid") }

// PID returns the process's id, or 0 if it does not run. A pid file may be left from an
// earlier run, and its pid may by now be that of another process, even one that works in
// the same folder: the process is ours only if its start time is the recorded one.
func (p Process) PID() int {
	content, err := os.ReadFile(p.pidFile())
	if err != nil {
		return 0
	}
	number, rest, recorded := strings.Cut(strings.TrimSpace(string(content)), " ")
	started, _, _ := strings.Cut(rest, " ")
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 1 {
		return 0
	}
	if !recorded { // by an earlier version of this program
		if isLegacyProcess(pid, p.Folder) {
			return pid
		}
		return 0
	}
	if now, err := kernel.StartTime(pid); err != nil || now != started {
		return 0
	}
	return pid
}

// isLegacyProcess reports whether a process is one that an earlier version of this
// program started, which kept nothing but the pid: by its working directory and its
// program.
func isLegacyProcess(pid int, folder string) bool {
	workDir, err := kernel.WorkDir(pid)
	if err != nil || workDir != folder {
		return false
	}
	program, err := kernel.Program(pid)
	name := strings.TrimSuffix(filepath.Base(program), kernel.Deleted)
	return err == nil && slices.Contains([]string{"orderer", "peer", "fabric-ca-server", "chaincode"}, name)
}

// start starts the process in a session of its own, so that it outlives the command that
// started it. Whenever that command ends, even if it is killed, the process either has a
// pid file or exits before it runs its program (held.go).
func (p Process) start() error {
	held, err := p.startHeld()
	if err != nil {
		return words.Of("process.start", "process", p.Name, "cause", err)
	}
	if err := held.writePIDFile(); err != nil {
		return errors.Join(err, held.gate.Close())
	}
	return held.release()
}

// errExited means that a process that should run does not.
var errExited = errors.New("has ended")

// CheckHealth returns an error unless the process runs, has all its ports open and, if it
// has a health endpoint, reports itself healthy.
func (p Process) CheckHealth(ctx context.Context) error {
	open, err := kernel.ListeningPorts()
	if err != nil {
		return err
	}
	return p.checkHealth(ctx, open)
}

// checkHealth is CheckHealth with the ports that are listened on. To tell these the kernel goes
// through a large table, which takes it longer than all else here: whoever asks about several
// processes asks once.
func (p Process) checkHealth(ctx context.Context, open map[int]string) error {
	if p.Supervisor == "" && p.PID() == 0 {
		return words.Of("process.ended", "process", p.Name, "log", p.logTail(), "cause", errExited)
	}
	for _, port := range p.Ports {
		if open[port] == "" {
			return words.Of("process.closed", "process", p.Name, "port", port)
		}
	}
	if p.Operations == 0 {
		return nil
	}
	response, err := p.operations(ctx, "/healthz")
	if err != nil {
		return words.Of("process.silent", "process", p.Name, "cause", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return words.Of("process.unwell", "process", p.Name, "status", response.Status)
	}
	return nil
}

// logTail returns the end of the log, for an error message.
func (p Process) logTail() string {
	content, err := os.ReadFile(p.Log())
	if err != nil || len(content) == 0 {
		return "none"
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], " | ")
}

// stop asks the process to stop and returns when it has. One that ignores that is killed.
func (p Process) stop() error {
	if err := p.halt(); err != nil {
		return err
	}
	if err := os.Remove(p.pidFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// halt is stop of a process that is about to be started again: if that is interrupted, the
// pid file still tells.
func (p Process) halt() error {
	if p.Supervisor != "" {
		return words.Of("supervisor.stop", "process", p.Name, "supervisor", p.Supervisor)
	}
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	if !p.waitStopped(stopTimeout) {
		if err := p.signal(syscall.SIGKILL); err != nil {
			return err
		}
		if !p.waitStopped(stopTimeout) {
			return words.Of("process.lasting", "process", p.Name, "pid", p.PID())
		}
	}
	return nil
}

func (p Process) signal(signal syscall.Signal) error {
	pid := p.PID()
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return words.Of("process.signal", "signal", signal, "process", p.Name, "cause", err)
	}
	return nil
}

// waitStopped reports whether the process stops within the limit.
func (p Process) waitStopped(limit time.Duration) bool {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if p.PID() == 0 {
			return true
		}
	}
	return false
}

// outdated reports whether the process has to be restarted: it is chaincode that was
// rebuilt since it started, it has another address or certificate than it started with, or
// it is one of Fabric's programs whose operations port an earlier version of this program
// left open to everybody. Fabric's programs otherwise run on.
func (p Process) outdated(ctx context.Context) bool {
	return p.Rebuilt() || p.Moved() || p.Exposed(ctx)
}

// Moved reports whether the process has been given another address or certificate since it
// started, and has not been stopped: it runs with the former one, or a command that was
// about to restart it was interrupted. What one started with that an earlier version of this
// program started is not known: it counts as moved if its host ever did. Nothing has moved to a
// certificate that cannot be read.
func (p Process) Moved() bool {
	content, err := os.ReadFile(p.pidFile())
	fields, place := strings.Fields(string(content)), p.place()
	if err != nil || p.Supervisor != "" || len(fields) == 0 || place == "" {
		return false
	}
	if len(fields) < 3 {
		return p.HostMoved
	}
	return fields[2] != place
}

// place stands for the addresses and the certificate with which the process starts; empty if
// that cannot be read.
func (p Process) place() string {
	certificate, err := os.ReadFile(p.TLS)
	if err != nil { // it will say so itself
		return ""
	}
	digest := sha256.Sum256(fmt.Appendf(certificate, "%s %s", p.Address, p.ListenAddress()))
	return hex.EncodeToString(digest[:8])
}

// Rebuilt reports whether the process is chaincode that was rebuilt since it started.
func (p Process) Rebuilt() bool {
	if p.Kind != KindChaincode {
		return false
	}
	program, err := kernel.Program(p.PID())
	return err == nil && strings.HasSuffix(program, kernel.Deleted)
}

// Version asks a peer or an orderer for its version.
func (p Process) Version(ctx context.Context) (string, error) {
	response, err := p.operations(ctx, "/version")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Version string }
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Version, err
}

// minFiles is the smallest limit of open files with which a process can work.
const minFiles = 512

// checkFileLimit refuses to start processes whose limit of open files is too low: they
// inherit this program's. A peer that cannot open a file reports all sorts of errors, about
// Docker for one, and seldom the cause.
func checkFileLimit() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	return judgeFileLimit(limit.Max)
}

func judgeFileLimit(limit uint64) error {
	if limit < minFiles {
		return words.Of("files.few", "limit", limit, "least", minFiles)
	}
	return nil
}
