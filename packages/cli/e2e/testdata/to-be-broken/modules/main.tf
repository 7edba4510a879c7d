terraform {
  required_providers {
    own = {
      source = "terraform.io/builtin/terraform"
    }
  }
  backend "local" {
    path = "kept.tfstate"
  }
}

provider "own" {
}

provider "own" {
  alias = "second"
}

module "net" {
  source    = "./net"
  for_each  = { dev = 1, prod = 2 }
  providers = { own = own, own.inner = own.second }
  name      = each.key
  size      = each.value
}

module "app" {
  source     = "./app"
  count      = 2
  name       = module.net["dev"].name
  list       = [for n in module.net : n.name]
  depends_on = [module.net]
}

output "apps" {
  value = module.app[*].list
}
output "encoded" {
  value = provider::own::encode_expr({ a = module.net["prod"].size })
}
