package auditor

import (
	"context"
	"embed"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"allianceregistry/internal/catalogue"
)

// Words are the texts of this package.
//
//go:embed en.json zh.json
var Words embed.FS

const (
	// name is that of the program.
	name = "auditor"
	// startTime is how long it may take until it answers: it compares its index with what was
	// verified before.
	startTime = 2 * time.Minute
	// endTime is how long it may take to end: it answers first what it was asked.
	endTime = 40 * time.Second
	// steadyTime is how long it has to run until its deaths are forgotten.
	steadyTime = 10 * time.Minute
	// maxDeaths is how often it may die, one soon after the other, before it is left alone.
	maxDeaths = 5
)

// Options say what is started.
type Options struct {
	// Program is its path: see Find.
	Program string
	// Args stand behind "auditor serve --acting --listen unix:…".
	Args []string
	// Talk takes what the program says; it is written to by one goroutine at a time.
	Talk io.Writer
	// Died is told of a death, and whether it is started again; nil for nobody.
	Died func(err error)

	// pause is the one before it is started again, which doubles; a second if it is 0.
	pause time.Duration
}

// Program is the auditor's program, as long as it is kept running.
type Program struct {
	options Options
	folder  string
	stop    context.CancelFunc
	ended   chan struct{}
	// began is told each process that was started; for tests.
	began func(*os.Process)
}

// Find is the path of the auditor's program: beside this one, or else where programs are. It
// refuses auditor.missing.
func Find() (string, error) {
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), name)
		if file, err := os.Stat(beside); err == nil && file.Mode().IsRegular() && file.Mode()&0o111 != 0 {
			return beside, nil
		}
	}
	found, err := exec.LookPath(name)
	if err != nil {
		return "", catalogue.NewError("auditor.missing")
	}
	return found, nil
}

// Start starts it, and waits until it answers. It refuses auditor.refused if it ends before,
// and auditor.silent if it does not answer. It runs until End.
func Start(ctx context.Context, o Options) (*Program, error) {
	return start(ctx, o, func(*os.Process) {})
}

func start(ctx context.Context, o Options, began func(*os.Process)) (*Program, error) {
	if o.pause == 0 {
		o.pause = time.Second
	}
	folder, err := os.MkdirTemp("", "alliance-auditor-") // its owner's alone
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	p := &Program{options: o, folder: folder, stop: stop, ended: make(chan struct{}), began: began}
	first := make(chan error, 1)
	go p.keep(running, first)
	select {
	case err = <-first:
	case <-time.After(startTime):
		err = catalogue.NewError("auditor.silent", "program", o.Program)
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return nil, errors.Join(err, p.End())
	}
	return p, nil
}

// Address is where it serves: unix:PATH.
func (p *Program) Address() string { return "unix:" + p.socket() }

func (p *Program) socket() string { return filepath.Join(p.folder, "pages") }

// End ends it, once it has answered what it was asked, and clears up.
func (p *Program) End() error {
	p.stop()
	<-p.ended
	return os.RemoveAll(p.folder)
}

// keep runs the program until ctx ends. Whether it answered or failed is told once, to first.
func (p *Program) keep(ctx context.Context, first chan<- error) {
	defer close(p.ended)
	runtime.LockOSThread() // the kernel ends the program with the thread that started it
	defer runtime.UnlockOSThread()
	answered := false
	for deaths := 0; ; {
		begun := time.Now()
		err := p.run(ctx, func() { answered = true; first <- nil }, answered)
		if ctx.Err() != nil {
			return
		}
		if !answered {
			first <- err
			return
		}
		if time.Since(begun) > steadyTime {
			deaths = 0
		}
		if deaths++; deaths >= maxDeaths {
			p.tell(catalogue.NewError("auditor.left", "count", deaths))
			return
		}
		p.tell(err)
		select {
		case <-time.After(p.options.pause << (deaths - 1)):
		case <-ctx.Done():
			return
		}
	}
}

func (p *Program) tell(err error) {
	if p.options.Died != nil {
		p.options.Died(err)
	}
}

// run runs the program once, and returns why it ended: auditor.refused before it answered,
// auditor.died afterwards. The first that answers is told of.
func (p *Program) run(ctx context.Context, answers func(), answered bool) error {
	_ = os.Remove(p.socket())
	talk := &talking{to: p.options.Talk}
	cmd := exec.CommandContext(ctx, p.options.Program, append([]string{"serve", "--acting", "--listen", p.Address()}, p.options.Args...)...) // #nosec G204 -- the user's own program
	cmd.Stderr = talk
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endTime
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return catalogue.NewError("auditor.refused", "program", p.options.Program, "why", err)
	}
	p.began(cmd.Process)
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	asking, stop := context.WithCancel(ctx)
	defer stop()
	reached := make(chan struct{})
	go p.ask(asking, reached)
	if !answered {
		select {
		case err := <-exited:
			select {
			case <-reached: // it ended as soon as it had answered
				exited <- err
				answers()
			default:
				return catalogue.NewError("auditor.refused", "program", p.options.Program, "why", talk.why(err))
			}
		case <-reached:
			answers()
		}
	}
	return catalogue.NewError("auditor.died", "why", talk.why(<-exited))
}

// ask asks for a page until there is one; reached is closed then.
func (p *Program) ask(ctx context.Context, reached chan<- struct{}) {
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", p.socket())
	}}
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodHead, "http://localhost/", nil)
		if err != nil {
			return
		}
		if answer, err := transport.RoundTrip(r); err == nil {
			_ = answer.Body.Close()
			close(reached)
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}
