variables {
  v = "all"
}

mock_provider "terraform" {
  alias = "mocked"
  mock_resource "terraform_data" {
    defaults = {
      id = "mocked"
    }
  }
  override_resource {
    target = terraform_data.a
    values = {
      output = "over"
    }
  }
}

run "planned" {
  command = plan
  plan_options {
    mode    = normal
    refresh = true
    target  = [terraform_data.a]
  }
  variables {
    v = "own"
  }
  assert {
    condition     = output.o == "own"
    error_message = "It is ${output.o}."
  }
  expect_failures = [var.v, output.o]
}

run "applied" {
  command = apply
  providers = {
    terraform = terraform.mocked
  }
  variables {
    v = run.planned.o
  }
}
