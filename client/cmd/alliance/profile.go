package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
)

func (a *app) profileCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "profile", Short: "The identities kept on this computer", RunE: helpOf}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the profiles", Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			profiles, err := a.home.List()
			if err != nil {
				return err
			}
			return a.print(a.profiles(profiles))
		},
	}, &cobra.Command{
		Use: "use PROFILE", Short: "Act by this profile where none is named", Args: exactly("PROFILE"),
		RunE: func(_ *cobra.Command, args []string) error { return a.home.Use(args[0]) },
	}, &cobra.Command{
		Use: "remove PROFILE", Short: "Delete a profile and its key from this computer", Args: exactly("PROFILE"),
		Long: "Delete a profile and its key from this computer. The ledger still knows the key:\nremove it there first (alliance authority remove).",
		RunE: func(_ *cobra.Command, args []string) error { return a.home.Remove(args[0]) },
	})
	return cmd
}

func helpOf(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s has no command %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	return cmd.Help()
}

func (a *app) profiles(profiles []profile.Profile) view {
	current, _ := a.home.Current() // none in use is no fault here
	v := view{columns: []string{"profile", "party", "host", "key", "inUse"}, data: append([]profile.Profile{}, profiles...)}
	for _, p := range profiles {
		used := ""
		if p.Name == current {
			used = a.text.Say("yes", nil)
		}
		v.rows = append(v.rows, []string{p.Name, p.Party, p.Host, p.Key, used})
	}
	return v
}
