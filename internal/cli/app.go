// Package cli is the skeleton that the three programs share: alliance, auditor and
// network. It knows no layer of the registry; a program brings its commands and texts,
// and says what its errors mean.
//
//	Run ── texts ─► root command ─► the command ── error ─► Exit ─► exit code
//	 │       │            │                                  │
//	 │       │            └ help and completion, from the    └ said in the user's
//	 │       │              program's manual                    language, or as JSON
//	 │       └ in the language of --lang or of the environment
//	 └ standard output and error, checked and kept from commanding a terminal
//
// A program embeds App, which is one run of it, and implements Program:
//
//	type app struct {
//		*cli.App
//		… what its commands share
//	}
//
// What is wrong with the words of a command is a UsageError. It is said by its key, as
// every error of a program is that crosses to a person: see package catalogue.
//
// Three exit codes mean the same everywhere: ExitOK, ExitError and ExitUsage. The rest
// are each program's own.
package cli

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/terminal"
)

// The exit codes that every program has.
const (
	ExitOK    = 0
	ExitError = 1 // it could not be done, for a reason on this computer
	ExitUsage = 2 // the command line is wrong
)

//go:embed en.json zh.json
var texts embed.FS

// Words returns the folders of texts that this package and the help need. A program
// adds them to its catalogue.
func Words() []fs.FS { return []fs.FS{texts, manual.Words} }

// Streams are where a program reads and writes. Answers go to Out, all else to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// App is one run of a program.
type App struct {
	Streams
	Name string
	// Words are the texts of the program, and Manual is its help, in the user's language.
	Words  *catalogue.Catalogue
	Manual manual.Manual
	// Output is the form of the answer, from the flag of OutputFlag.
	Output string

	file    string    // into which a workbook is written, from the flag --out
	written bool      // it was
	raw     io.Writer // standard output, for bytes that are no text

	lang    string // as the flag says
	zone    string // whose time tables show: one of view.Zones
	asked   string // as it was asked for before the flags were parsed
	json    bool   // errors too
	checked *terminal.Checked
	began   time.Time
}

// Program is what one program adds to the skeleton.
type Program interface {
	// Root returns the command that has all others below it, made by NewRoot and
	// given its texts by Describe.
	Root() *cobra.Command
	// Exit says how an error ends the program. It is not called without one.
	Exit(err error) Exit
}

// New prepares a run. The language and the form of errors are taken from the arguments
// before the flags are parsed, since errors in flags are said too.
func New(name string, args []string, s Streams) *App {
	checked := terminal.NewChecked(terminal.NewPlain(s.Out))
	return &App{
		Streams: Streams{In: s.In, Out: checked, Err: terminal.NewPlain(s.Err)},
		Name:    name, raw: s.Out, asked: catalogue.LanguageOf(args), json: catalogue.JSONAsked(args), checked: checked, began: time.Now(),
	}
}

// Main runs a program on the streams of its process, until it ends or is interrupted,
// and ends the process with its exit code.
func Main(run func(ctx context.Context, args []string, s Streams) int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}

// Run executes the command that the arguments name, and returns the exit code. The
// program is made by start, in the language that App.Language returns.
func Run(ctx context.Context, name string, args []string, s Streams, start func(*App) (Program, error)) int {
	terminal.FixWidths()
	a := New(name, args, s)
	p, err := start(a)
	if err != nil { // there are no texts to say it by
		fmt.Fprintf(a.Err, "%s: %v\n", name, err)
		return ExitError
	}
	root := p.Root()
	root.SetArgs(args)
	return a.Conclude(p, a.withUnwritten(withLost(root.ExecuteContext(ctx), a.Lost())))
}

// Language is the language that was asked for: by --lang or by the environment.
func (a *App) Language() string { return a.asked }

// Speak sets the texts of the program. Its manual is the file of the language in the
// folder "manual" of manuals.
func (a *App) Speak(words *catalogue.Catalogue, manuals fs.FS) error {
	a.Words = words
	folder, err := fs.Sub(manuals, "manual")
	if err != nil {
		return err
	}
	a.Manual, err = manual.In(a.asked, folder)
	return err
}

// Say returns the text of a key that has no parameters.
func (a *App) Say(key string) string { return a.Words.Say(key, nil) }

// Lost is why standard output could not be written; nil if it could.
func (a *App) Lost() error { return a.checked.Err() }
