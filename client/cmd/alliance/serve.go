package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"allianceregistry/client/console"
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
}

func (a *app) serveCommand() *cobra.Command {
	s := &serving{app: a}
	cmd := &cobra.Command{
		Use: "serve", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8650", "")
	flags.StringArrayVar(&s.hosts, "host", nil, "")
	flags.StringVar(&s.pages, "pages", "", "")
	flags.BoolVar(&s.keep, "keep", true, "")
	return cmd
}

// run serves until it is told to end.
func (s *serving) run(ctx context.Context) error {
	var reading http.Handler
	var err error
	if s.pages != "" {
		if reading, err = console.Reading(s.pages); err != nil {
			return err
		}
	}
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	member, err := s.open(limited, s.profile)
	if err != nil {
		return err
	}
	err = s.serve(ctx, member, reading)
	if closed := member.ledger.Close(); err == nil {
		err = closed
	}
	return err
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
func (s *serving) serve(ctx context.Context, member session, reading http.Handler) error {
	names := s.names()
	pages, err := console.New(console.Options{Client: member.Client, Party: member.profile.Party, Names: names, Pages: reading})
	if err != nil {
		return err
	}
	server, err := web.Listen(ctx, web.Options{Address: s.listen, Names: s.hosts}, pages.Handler())
	if err != nil {
		return err
	}
	at := server.URL()
	if len(names) > 0 {
		at = server.URLBy(names[0])
	}
	fmt.Fprintln(s.Err, s.text.Say("serve.begins", catalogue.Params{"party": member.profile.Party, "link": at + pages.NewLink()}))
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
