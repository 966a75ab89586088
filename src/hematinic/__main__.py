from hematinic.cli import main

main()
