import GatekeeperCommand

await GatekeeperCommand.run()
