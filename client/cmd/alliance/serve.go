package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/auditor"
	"allianceregistry/client/console"
	"allianceregistry/client/rest"
	"allianceregistry/client/signin"
	"allianceregistry/client/signoff"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/web"
)

// serving is one run of the command.
type serving struct {
	*app
	listen, pages string
	hosts         []string
	keep          bool
	// people is the file of those who act, if there are several; the others say how TLS is
	// spoken with them.
	people, tlsCert, tlsKey, clientCA string
	tokenFile                         string
	auditor                           bool
}

func (a *app) serveCommand() *cobra.Command {
	s := &serving{app: a}
	cmd := &cobra.Command{
		Use: "serve", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.people != "" && cmd.Flags().Changed("keep") && s.keep {
				return catalogue.NewError("signin.keep")
			}
			return s.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8650", "")
	flags.StringArrayVar(&s.hosts, "host", nil, "")
	flags.StringVar(&s.pages, "pages", "", "")
	flags.BoolVar(&s.keep, "keep", true, "")
	flags.StringVar(&s.people, "people", "", "")
	flags.StringVar(&s.tlsCert, "tls-cert", "", "")
	flags.StringVar(&s.tlsKey, "tls-key", "", "")
	flags.StringVar(&s.clientCA, "client-ca", "", "")
	flags.StringVar(&s.tokenFile, "api-token-file", "", "")
	flags.BoolVar(&s.auditor, "auditor", false, "")
	return cmd
}

// checkFlags refuses flags that do not go together.
func (s *serving) checkFlags() error {
	if s.people != "" && s.tokenFile != "" {
		return catalogue.NewError("signin.token")
	}
	for _, flag := range []struct{ name, value string }{{"--tls-cert", s.tlsCert}, {"--tls-key", s.tlsKey}, {"--client-ca", s.clientCA}} {
		if flag.value != "" && s.people == "" {
			return catalogue.NewError("signin.alone", "flag", flag.name)
		}
	}
	return nil
}

// run serves until it is told to end.
func (s *serving) run(ctx context.Context) error {
	if err := s.checkFlags(); err != nil {
		return err
	}
	token, err := s.token()
	if err != nil {
		return err
	}
	endAuditor, err := s.startAuditor(ctx)
	if err != nil {
		return err
	}
	defer endAuditor()
	var reading http.Handler
	if s.pages != "" {
		if reading, err = console.Reading(s.pages); err != nil {
			return err
		}
	}
	if s.people != "" {
		return s.runPeople(ctx, reading)
	}
	acting := rest.Options{
		Version: release, Token: token, Reading: reading,
		Log: slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelError})),
	}
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	member, err := s.open(limited, s.profile)
	if err != nil {
		return err
	}
	err = s.serve(ctx, member, reading, acting)
	if closed := member.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// token is what programs have to know that act over HTTP.
func (s *serving) token() (rest.Token, error) {
	if s.tokenFile == "" {
		return rest.Token{}, nil
	}
	token, err := rest.ReadToken(s.tokenFile)
	if err == nil && !web.IsLocal(s.listen) {
		err = catalogue.NewError("acting.exposed", "address", s.listen)
	}
	return token, err
}

// names are those by which there are sessions: those that were given, or else one that no
// other program on this computer goes by. A socket has none.
func (s *serving) names() []string {
	if len(s.hosts) > 0 || strings.HasPrefix(s.listen, "unix:") {
		return s.hosts
	}
	return []string{web.NewName()}
}

// serve says where to look, and answers there. What is due is sent beside it; that by this
// key nothing could be sent keeps nobody from looking.
func (s *serving) serve(ctx context.Context, member session, reading http.Handler, acting rest.Options) error {
	names := s.names()
	calendar, err := s.home.Path("calendars", member.profile.Name)
	if err != nil {
		return err
	}
	pages, err := console.New(console.Options{
		Client: member.Client, Party: member.profile.Party, Names: names, Pages: reading, Calendar: calendar,
	})
	if err != nil {
		return err
	}
	handler := pages.Handler()
	if s.tokenFile != "" {
		acting.Client = member.Client
		handler = rest.New(acting, handler)
	}
	server, err := web.Listen(ctx, web.Options{Address: s.listen, Names: s.hosts}, handler)
	if err != nil {
		return err
	}
	at := server.URL()
	if len(names) > 0 {
		at = server.URLBy(names[0])
	}
	fmt.Fprintln(s.Err, s.text.Say("serve.begins", catalogue.Params{"party": member.profile.Party, "link": at + pages.NewLink()}))
	if s.tokenFile != "" {
		fmt.Fprintln(s.Err, s.text.Say("serve.acts", catalogue.Params{"address": server.URL() + rest.Prefix}))
	}
	ctx, cancel := context.WithCancel(ctx)
	var keeping sync.WaitGroup
	defer keeping.Wait()
	defer cancel()
	if s.keep {
		fmt.Fprintln(s.Err, s.text.Say("serve.keeps", nil))
		keeping.Go(func() {
			if err := s.keeper(member).Run(ctx); err != nil {
				fmt.Fprintln(s.Err, s.errorText(err))
			}
		})
	}
	return server.Serve(ctx)
}

// runPeople serves several people, each by the profile that the file names, until it is told
// to end.
func (s *serving) runPeople(ctx context.Context, reading http.Handler) (err error) {
	people, err := signin.Read(s.people)
	if err != nil {
		return err
	}
	if s.tlsCert == "" || s.tlsKey == "" || len(s.hosts) == 0 || s.clientCA == "" && people.ByCertificate() {
		return catalogue.NewError("signin.needs")
	}
	encryption, err := signin.TLS(s.tlsCert, s.tlsKey, s.clientCA)
	if err != nil {
		return err
	}
	if err := people.Match(s.home); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	desk, err := signoff.Open(s.people+".waiting", people.SignOff, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.Close()) }()
	crew := crew{serving: s, people: people, desk: desk, reading: reading, log: log}
	defer func() { err = errors.Join(err, crew.close()) }()
	gate, err := signin.New(people, signin.Options{
		Names: s.hosts, Log: log,
		Pages: func(person signin.Person, sessions *web.Sessions) (signin.Pages, error) {
			return crew.pages(limited, person, sessions)
		},
	})
	if err != nil {
		return err
	}
	server, err := web.Listen(ctx, web.Options{Address: s.listen, Names: s.hosts, TLS: encryption, Log: log}, gate.Handler())
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Err, s.text.Say("serve.people", catalogue.Params{"people": strconv.Itoa(len(people.People)), "at": server.URLBy(s.hosts[0])}))
	return server.Serve(ctx)
}

// crew are several people, each with pages and a ledger of their own.
type crew struct {
	*serving
	people  signin.People
	desk    *signoff.Desk
	reading http.Handler
	log     *slog.Logger
	ledgers []client.Ledger
}

// pages are those of a person, whose ledger is opened.
func (c *crew) pages(ctx context.Context, person signin.Person, sessions *web.Sessions) (signin.Pages, error) {
	calendar, err := c.home.Path("calendars", person.Profile)
	if err != nil {
		return signin.Pages{}, err
	}
	member, err := c.open(ctx, person.Profile)
	if err != nil {
		return signin.Pages{}, err
	}
	ledger := signin.Trail(member.ledger, person, c.log)
	c.ledgers = append(c.ledgers, ledger)
	pages, err := console.New(console.Options{
		Client: c.desk.Client(person.ID, person.Party, ledger, client.WithFindings(c.warn), member.certificate), Party: person.Party, Pages: c.reading,
		Who: person.Name, Sessions: sessions, Desk: c.desk, Person: person.ID, People: c.people.Names(), Calendar: calendar,
	})
	if err != nil {
		return signin.Pages{}, err
	}
	return signin.Pages{Inside: pages.Inside(), Calendar: pages.Subscribed()}, nil
}

// close closes all ledgers.
func (c *crew) close() (err error) {
	for _, ledger := range c.ledgers {
		err = errors.Join(err, ledger.Close())
	}
	return err
}

// startAuditor starts the auditor's program beside this one, if it shall, to serve the pages,
// and returns what ends it.
func (s *serving) startAuditor(ctx context.Context) (end func(), err error) {
	if !s.auditor {
		return func() {}, nil
	}
	if s.pages != "" {
		return nil, catalogue.NewError("auditor.twice")
	}
	program, err := auditor.Find()
	if err != nil {
		return nil, err
	}
	started, err := auditor.Start(ctx, auditor.Options{
		Program: program, Args: []string{"--lang", s.Language()}, Talk: s.Err,
		Died: func(why error) { fmt.Fprintln(s.Err, s.errorText(why)) },
	})
	if err != nil {
		return nil, err
	}
	s.pages = started.Address()
	return func() { _ = started.End() }, nil // what is left of its folder is the system's to clear
}
