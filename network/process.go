package network

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"allianceregistry/network/words"
)

// Process is one program of a network. By its number and its birth, and not by the
// number alone or by where it works, it is known again later.
type Process struct {
	Name       string   // peer.association, orderer1 …
	Kind       string   // orderer, ca, peer or chaincode
	Host       string   // the host it belongs to; empty for an orderer that is nobody's
	Port       int      // the one that others talk to
	Ports      []int    // all that it opens
	Operations int      // the one with health and metrics; 0 if it has none
	TLSRoot    string   // PEM file: the authority of the certificate that Operations shows
	Operator   string   // folder of the only key pair that Operations lets in
	Folder     string   // working directory, pid file and log
	Program    string   // absolute path
	Args       []string // without the program
	Env        []string // its whole environment
}

// patience before a process that was asked to end is killed.
const patience = 10 * time.Second

// Log is the file that the process's output goes to.
func (p Process) Log() string { return filepath.Join(p.Folder, "log") }

func (p Process) pidFile() string { return filepath.Join(p.Folder, "pid") }

// PID returns the process's id, or 0 when it does not run. A pid file may be
// left by a dead run and its number may by now be another's, which may even work in
// the same folder: the process is ours only if it began when ours did.
func (p Process) PID() int {
	content, err := os.ReadFile(p.pidFile())
	if err != nil {
		return 0
	}
	number, mark, marked := strings.Cut(strings.TrimSpace(string(content)), " ")
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 1 {
		return 0
	}
	if !marked { // by an earlier version of this program
		if unmarked(pid, p.Folder) {
			return pid
		}
		return 0
	}
	if now, err := birth(pid); err != nil || now != mark {
		return 0
	}
	return pid
}

// start runs the process in a session of its own, so that it outlives the
// command that started it. Whenever that command ends, be it killed, either the
// process is known by its pid file or it ends before it has begun.
func (p Process) start() error {
	held, err := p.hold()
	if err != nil {
		return words.Of("process.start", "process", p.Name, "cause", err)
	}
	if err := held.note(); err != nil {
		return errors.Join(err, held.gate.Close())
	}
	return held.release()
}

// errEnded says that a process that should run does not.
var errEnded = errors.New("has ended")

// answers says whether the process runs, has all its ports open and, if it has
// a health endpoint, calls itself well.
func (p Process) answers(ctx context.Context) error {
	if p.PID() == 0 {
		return words.Of("process.ended", "process", p.Name, "log", p.lastWords(), "cause", errEnded)
	}
	open, err := listening()
	if err != nil {
		return err
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

// lastWords is the end of the log, for an error message.
func (p Process) lastWords() string {
	content, err := os.ReadFile(p.Log())
	if err != nil || len(content) == 0 {
		return "none"
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], " | ")
}

// stop asks the process to end and returns when it has. One that does not
// listen is killed.
func (p Process) stop() error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	if !p.gone(patience) {
		if err := p.signal(syscall.SIGKILL); err != nil {
			return err
		}
		if !p.gone(patience) {
			return words.Of("process.lasting", "process", p.Name, "pid", p.PID())
		}
	}
	if err := os.Remove(p.pidFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
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

func (p Process) gone(limit time.Duration) bool {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if p.PID() == 0 {
			return true
		}
	}
	return false
}

// outdated says whether the process is to be started again: chaincode that was built
// anew since it started, or one of Fabric's programs that an earlier version of this
// one started, with operations that are open to everybody. Otherwise those run on
// until they are restarted.
func (p Process) outdated(ctx context.Context) bool {
	return p.rebuilt() || p.unguarded(ctx)
}

// rebuilt says whether the process is chaincode that was built again since it started.
func (p Process) rebuilt() bool {
	if p.Kind != KindChaincode {
		return false
	}
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", p.PID()))
	return err == nil && strings.HasSuffix(program, " (deleted)")
}
